package io.cacheado.simulator;

import io.cacheado.scope.Quota;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tenant may have of the budget: {@code limit:25%} for each tenant, {@code acme=limit:1000} for one scope and all
 * below it. Rules stand in a list with commas between them, the settings of one rule with {@code +}.
 *
 * @param path the scope's path, or empty for each tenant
 * @param limit the most that it may hold
 */
record QuotaRule(String path, Size limit) {
    private static final String ALLOWED =
            "limit:SIZE for each tenant or PATH=limit:SIZE for one scope, with commas between "
                    + "several, SIZE in units or as a share of the budget";

    static List<QuotaRule> parse(String text) {
        List<QuotaRule> rules = new ArrayList<>();
        for (String rule : text.split(",", -1)) {
            int equals = rule.lastIndexOf('=');
            Size limit = null;
            for (String setting : rule.substring(equals + 1).split("\\+", -1)) {
                int colon = setting.indexOf(':');
                String name = colon < 0 ? setting : setting.substring(0, colon);
                // Settings that the library will have come here, each with its own case.
                switch (name) {
                    case "limit" ->
                        limit = colon < 0 || limit != null
                                ? refused(rule)
                                : Size.parse("limit", setting.substring(colon + 1));
                    case "reserve", "weight" ->
                        throw BadInput.of(
                                "quota",
                                rule,
                                "only limit: this version of the library has neither reservations nor weights");
                    default -> throw BadInput.of("quota", rule, ALLOWED);
                }
            }
            rules.add(
                    new QuotaRule(equals < 0 ? "" : rule.substring(0, equals), limit == null ? refused(rule) : limit));
        }
        return rules;
    }

    private static Size refused(String rule) {
        throw BadInput.of("quota", rule, ALLOWED);
    }

    /** Throws {@link BadInput} if the rule names a scope that is in no tenant's path. */
    void check(Trace trace) {
        if (scopes(trace).isEmpty()) {
            throw BadInput.of(
                    "quota", path + "=limit:" + limit.text(), "a scope of the trace, such as " + trace.path(0));
        }
    }

    /** The ids of those that the rule is for: all tenants, or the one scope at its path. */
    List<List<String>> scopes(Trace trace) {
        if (path.isEmpty()) {
            return trace.tenants();
        }
        for (List<String> ids : trace.tenants()) {
            for (int depth = 1; depth <= ids.size(); depth++) {
                // Compared as text, since an id from a log may itself hold a slash.
                if (String.join("/", ids.subList(0, depth)).equals(path)) {
                    return List.of(ids.subList(0, depth));
                }
            }
        }
        return List.of();
    }

    /** The library's quota under such a budget. */
    Quota of(long budget) {
        return Quota.limit(limit.of(budget));
    }
}
