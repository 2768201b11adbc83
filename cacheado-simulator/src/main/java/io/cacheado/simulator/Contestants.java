package io.cacheado.simulator;

import io.cacheado.policy.Eviction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All policies there are, by name: the library's own, the default first; the peers'; the optimum. */
final class Contestants {
    private static final List<Contestant> ALL = all();

    private Contestants() {}

    private static List<Contestant> all() {
        List<Contestant> all = new ArrayList<>();
        Eviction.builtIn().forEach(eviction -> all.add(new LibraryContestant(eviction)));
        all.add(new CaffeineContestant(false));
        all.add(new CaffeineContestant(true));
        all.add(new Belady());
        return List.copyOf(all);
    }

    /**
     * Those in a list of names with commas between; {@code default} is the library's default policy, {@code all} are all that make
     * sense for so many tenants.
     */
    static List<Contestant> named(String names, int tenants) {
        Set<Contestant> chosen = new LinkedHashSet<>();
        for (String name : names.split(",", -1)) {
            switch (name) {
                case "all" ->
                    ALL.stream()
                            .filter(each -> tenants > 1 || !each.name().equals("caffeine-per-tenant"))
                            .forEach(chosen::add);
                case "default" -> chosen.add(ALL.get(0));
                default ->
                    chosen.add(ALL.stream()
                            .filter(each -> each.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> BadInput.of("policies", name, "all, default, " + names())));
            }
        }
        return List.copyOf(chosen);
    }

    /** Their names, for people. */
    static String names() {
        return ALL.stream().map(Contestant::name).collect(Collectors.joining(", "));
    }
}
