package io.cacheado.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Requests that are made instead of recorded, for one tenant: {@code gen:KIND?name=value&name=value}. The same text gives
 * the same requests.
 */
final class Generator {
    static final String PREFIX = "gen:";

    /** What {@code -Dhelp} prints. */
    static final String HELP = """
              gen:loop?keys=1200                 the same keys again and again, in one order
              gen:scan                           each key once
              gen:zipf?keys=10000&s=1&seed=1     key n with a probability proportional to 1/n^s
              gen:shift?keys=1000&s=0.8&every=20000&by=500&seed=1
                                                 as zipf, and after so many requests it moves on by so many keys
              and for each of them requests=100000""";

    private static final int MOST = 100_000_000;

    private final String text;
    private final Map<String, String> given = new LinkedHashMap<>();

    private Generator(String text) {
        this.text = text;
    }

    /** The requests that the text asks for; {@link BadInput} names what it does not understand. */
    static Trace trace(String text) {
        return new Generator(text).trace();
    }

    private Trace trace() {
        int question = text.indexOf('?');
        String kind = text.substring(PREFIX.length(), question < 0 ? text.length() : question);
        if (question >= 0) {
            for (String each : text.substring(question + 1).split("&", -1)) {
                int equals = each.indexOf('=');
                if (equals < 1 || given.put(each.substring(0, equals), each.substring(equals + 1)) != null) {
                    throw BadInput.of("trace", text, "name=value, each name once, with & between them, behind ?");
                }
            }
        }
        int requests = whole("requests", 100_000);
        IntUnaryOperator keys = switch (kind) {
            case "loop" -> loop(whole("keys", 1_200));
            case "scan" -> request -> request;
            case "zipf" -> zipf(new Zipf(whole("keys", 10_000), exponent(1), whole("seed", 1)));
            case "shift" -> shift();
            default -> throw BadInput.of("trace", text, "\n" + HELP + "\n");
        };
        if (!given.isEmpty()) {
            throw BadInput.of("trace", text, "without " + given.keySet() + ", which gen:" + kind + " does not have");
        }
        TraceBuilder trace = new TraceBuilder();
        int tenant = trace.tenant(List.of(kind));
        for (int i = 0; i < requests; i++) {
            trace.add(tenant, keys.applyAsInt(i), 1, Trace.READ);
        }
        return trace.build(kind);
    }

    private static IntUnaryOperator loop(int keys) {
        return request -> request % keys;
    }

    private static IntUnaryOperator zipf(Zipf ranks) {
        return request -> ranks.next();
    }

    private IntUnaryOperator shift() {
        Zipf ranks = new Zipf(whole("keys", 1_000), exponent(0.8), whole("seed", 1));
        int every = whole("every", 20_000);
        int by = whole("by", 500);
        return request -> request / every * by + ranks.next();
    }

    private int whole(String name, int otherwise) {
        String value = given.remove(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[1-9]\\d{0,8}") || Integer.parseInt(value) > MOST) {
            throw BadInput.of(name, value, "a whole number from 1 to " + MOST);
        }
        return Integer.parseInt(value);
    }

    private double exponent(double otherwise) {
        String value = given.remove("s");
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("\\d(\\.\\d{1,9})?")) {
            throw BadInput.of("s", value, "a number from 0 to 9.999999999");
        }
        return Double.parseDouble(value);
    }
}
