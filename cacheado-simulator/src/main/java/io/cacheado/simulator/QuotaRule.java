package io.cacheado.simulator;

import io.cacheado.scope.Quota;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant may have of the budget: {@code reserve:10%+limit:25%} for each tenant, {@code acme=limit:1000+weight:2} for one
 * scope and all below it. Rules stand in a list with commas between them, the settings of one rule with {@code +}.
 *
 * @param text the rule as it was written
 * @param path the scope's path, or empty for each tenant
 * @param reservation what nobody else may take from it; null for nothing
 * @param limit the most that it may hold; null for any amount
 * @param weight its share of what is reserved for nobody; null for the usual one
 */
record QuotaRule(
        String text,
        String path,
        @Nullable Size reservation,
        @Nullable Size limit,
        @Nullable Double weight) {
    private static final String ALLOWED =
            "for each tenant, or after PATH= for one scope: reserve:SIZE, limit:SIZE and weight:NUMBER,"
                    + " each once, with + between them; SIZE in units or as a share of the budget; rules with commas between";

    static List<QuotaRule> parse(String text) {
        List<QuotaRule> rules = new ArrayList<>();
        for (String rule : text.split(",", -1)) {
            int equals = rule.lastIndexOf('=');
            Map<String, String> settings = settings(rule, rule.substring(equals + 1));
            String weight = settings.get("weight");
            rules.add(new QuotaRule(
                    rule,
                    equals < 0 ? "" : rule.substring(0, equals),
                    size(settings, "reserve"),
                    size(settings, "limit"),
                    weight == null ? null : weight(weight)));
        }
        return rules;
    }

    private static Map<String, String> settings(String rule, String text) {
        Map<String, String> settings = new HashMap<>();
        for (String setting : text.split("\\+", -1)) {
            int colon = setting.indexOf(':');
            String name = colon < 0 ? "" : setting.substring(0, colon);
            boolean known = name.equals("reserve") || name.equals("limit") || name.equals("weight");
            if (!known || settings.put(name, setting.substring(colon + 1)) != null) {
                throw BadInput.of("quota", rule, ALLOWED);
            }
        }
        return settings;
    }

    private static @Nullable Size size(Map<String, String> settings, String name) {
        String text = settings.get(name);
        return text == null ? null : Size.parse(name, text);
    }

    private static double weight(String text) {
        try {
            return Quota.weight(Double.parseDouble(text)).weight();
        } catch (IllegalArgumentException e) {
            throw BadInput.of("weight", text, "a number from 0.000001 to 1000000");
        }
    }

    /** Throws {@link BadInput} if the rule names a scope that is in no tenant's path. */
    void check(Trace trace) {
        if (scopes(trace).isEmpty()) {
            throw BadInput.of("quota", text, "a scope of the trace, such as " + trace.path(0));
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

    /** The library's quota under such a budget; throws {@link BadInput} if it then reserves more than its limit. */
    Quota of(long budget) {
        long reserved = reservation == null ? 0 : reservation.of(budget);
        long most = limit == null ? Long.MAX_VALUE : limit.of(budget);
        if (reserved > most) {
            throw BadInput.of("quota", text, "a reservation of at most the limit, which of " + budget + " is " + most);
        }
        return Quota.limit(most).withReservation(reserved).withWeight(weight == null ? 1 : weight);
    }
}
