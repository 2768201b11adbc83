package io.cacheado.simulator;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Access logs in the Common or Combined Log Format, with or without the virtual host in front. The key is the target
 * with its query; the size is that of the answer.
 *
 * <p>What a cache would not answer is left out: methods other than GET and HEAD, and answers that are errors.
 */
final class LogFormat implements LineFormat {
    private static final Pattern LINE = Pattern.compile(
            "(?:(?<vhost>\\S++) )?(?<host>\\S++) (?<ident>\\S++) (?<user>\\S++) "
                    + "\\[[^\\]]++] \"(?<request>(?:[^\"\\\\]|\\\\.)*+)\" (?<status>\\d{3}) (?<size>\\d{1,18}|-)(?: .*+)?");
    private static final Pattern REQUEST = Pattern.compile("(?<method>[A-Z]++) (?<target>\\S++)(?: HTTP/\\S++)?");
    private static final Pattern SEGMENT = Pattern.compile("(?:[a-z]++://[^/]++)?/([^/?#]*+)(/?).*+");
    private static final int FIRST_ERROR = 400;
    private static final int LONGEST_ID = 1_024;

    private final TenantRule rule;
    private final String file;
    private int leftOut;

    /** @param file the name of the tenant if each file is one */
    LogFormat(TenantRule rule, String file) {
        this.rule = rule;
        this.file = file;
    }

    /** Whether a line is of this form. */
    static boolean matches(String line) {
        return LINE.matcher(line).matches();
    }

    @Override
    public void read(String line, TraceBuilder trace) throws BadLine {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw BadLine.of(
                    "line", line, "host ident user [time] \"request\" status size, as in the Common Log Format");
        }
        if (Integer.parseInt(parts.group("status")) >= FIRST_ERROR) {
            leftOut++;
            return;
        }
        Matcher request = REQUEST.matcher(parts.group("request"));
        if (!request.matches()) {
            throw BadLine.of("request", parts.group("request"), "METHOD TARGET PROTOCOL");
        }
        String method = request.group("method");
        if (!method.equals("GET") && !method.equals("HEAD")) {
            leftOut++;
            return;
        }
        String target = request.group("target");
        String tenant = tenant(parts, target);
        trace.add(trace.tenant(List.of(tenant)), trace.key(target), size(parts.group("size")), Trace.READ);
    }

    @Override
    public int leftOut() {
        return leftOut;
    }

    private String tenant(Matcher parts, String target) throws BadLine {
        String tenant = switch (rule.kind()) {
            case FILE -> file;
            case FIELD -> segment(target);
            case HOST -> parts.group("host");
            case USER -> parts.group("user");
            case VHOST -> parts.group("vhost");
        };
        if (tenant == null) {
            throw BadLine.of("line", parts.group(), "a virtual host in front, since it is to be the tenant");
        }
        if (tenant.length() > LONGEST_ID) {
            throw BadLine.of("tenant", tenant, "at most " + LONGEST_ID + " characters");
        }
        return tenant;
    }

    /** The first segment of the path if there is more behind it, else {@code /}: files at the top belong together. */
    private static String segment(String target) {
        Matcher path = SEGMENT.matcher(target);
        return path.matches() && !path.group(1).isEmpty() && !path.group(2).isEmpty() ? path.group(1) : "/";
    }

    private static int size(String text) {
        return text.equals("-") ? 1 : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(text));
    }
}
