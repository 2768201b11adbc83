package io.cacheado.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The CSV of {@code docs/guide/trace-format.md}, behind its header. */
final class CsvFormat implements LineFormat {
    static final String HEADER = "time,tenant,key_id,size,ttl,op";
    private static final int FIELDS = 6;
    private static final int DEEPEST = 16;
    private static final int LONGEST_ID = 1_024;

    private final TenantRule rule;
    private final String file;
    private final String[] fields = new String[FIELDS];
    // By the whole path, so that each is checked and cut once.
    private final Map<String, Integer> known = new HashMap<>();

    /** @param file the name of the tenant if each file is one */
    CsvFormat(TenantRule rule, String file) {
        if (rule.kind() != TenantRule.Kind.FILE && rule.kind() != TenantRule.Kind.FIELD) {
            throw BadInput.of(
                    "tenants", rule.kind().name().toLowerCase(Locale.ROOT), "file, field or field:N for " + file);
        }
        this.rule = rule;
        this.file = file;
    }

    @Override
    public void read(String line, TraceBuilder trace) throws BadLine {
        split(line);
        number("time", fields[0]);
        long key = number("key_id", fields[2]);
        long size = number("size", fields[3]);
        number("ttl", fields[4]);
        byte op = op(fields[5]);
        trace.add(tenant(fields[1], trace), key, (int) Math.min(Integer.MAX_VALUE, size), op);
    }

    private void split(String line) throws BadLine {
        int from = 0;
        int found = 0;
        while (from <= line.length()) {
            int comma = line.indexOf(',', from);
            int to = comma < 0 ? line.length() : comma;
            if (found == FIELDS) {
                found++;
                break;
            }
            fields[found++] = line.substring(from, to);
            from = to + 1;
        }
        if (found != FIELDS) {
            throw BadLine.of("line", line, "the " + FIELDS + " fields " + HEADER);
        }
    }

    private int tenant(String path, TraceBuilder trace) throws BadLine {
        Integer number = known.get(path);
        if (number == null) {
            List<String> ids = ids(path);
            number = trace.tenant(rule.kind() == TenantRule.Kind.FILE ? List.of(file) : rule.cut(ids));
            known.put(path, number);
        }
        return number;
    }

    private static List<String> ids(String path) throws BadLine {
        List<String> ids = List.of(path.split("/", -1));
        if (ids.size() > DEEPEST
                || ids.stream().anyMatch(id -> id.isEmpty() || id.length() > LONGEST_ID)
                || path.indexOf('\uFFFD') >= 0) {
            throw BadLine.of(
                    "tenant",
                    path,
                    "1 to " + DEEPEST + " ids in UTF-8 with / between them, each of 1 to " + LONGEST_ID
                            + " characters");
        }
        return ids;
    }

    private static byte op(String text) throws BadLine {
        return switch (text) {
            case "r" -> Trace.READ;
            case "w" -> Trace.WRITE;
            case "d" -> Trace.DELETE;
            default -> throw BadLine.of("op", text, "r, w or d");
        };
    }

    private static long number(String field, String text) throws BadLine {
        int digits = text.length();
        if (digits == 0 || digits > 19) {
            throw BadLine.of(field, text, "a whole number, at least 0, of 63 bits");
        }
        long number = 0;
        for (int i = 0; i < digits; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                throw BadLine.of(field, text, "a whole number, at least 0, of 63 bits");
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
