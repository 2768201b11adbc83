package io.cacheado.simulator;

import java.util.List;

/**
 * Which part of a request names its tenant.
 *
 * @param kind the part
 * @param ids of a path, how many of its first ids count
 */
record TenantRule(Kind kind, int ids) {
    /** The parts. */
    enum Kind {
        /** None: each file is one tenant. */
        FILE,
        /** The field {@code tenant} of a CSV trace, or the first segment of a log's path. */
        FIELD,
        /** The address of a log's client. */
        HOST,
        /** The authenticated user of a log. */
        USER,
        /** The virtual host that a log's lines begin with. */
        VHOST
    }

    private static final String ALLOWED = "file; field, or field:N for its first N ids; host, user or vhost of a log";
    private static final int ALL = 16;

    static TenantRule parse(String text) {
        if (text.startsWith("field:")) {
            String number = text.substring("field:".length());
            if (!number.matches("[1-9]|1[0-6]")) {
                throw BadInput.of("tenants", text, ALLOWED);
            }
            return new TenantRule(Kind.FIELD, Integer.parseInt(number));
        }
        return switch (text) {
            case "file" -> new TenantRule(Kind.FILE, ALL);
            case "field" -> new TenantRule(Kind.FIELD, ALL);
            case "host" -> new TenantRule(Kind.HOST, ALL);
            case "user" -> new TenantRule(Kind.USER, ALL);
            case "vhost" -> new TenantRule(Kind.VHOST, ALL);
            default -> throw BadInput.of("tenants", text, ALLOWED);
        };
    }

    /** The ids that count of a path. */
    List<String> cut(List<String> path) {
        return path.size() <= ids ? path : path.subList(0, ids);
    }
}
