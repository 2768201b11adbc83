package io.cacheado.testkit.model;

import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeLevel;
import io.cacheado.scope.ScopeTree;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A random scope tree with a finite population of scopes in it.
 *
 * @param tree the declared levels: one to three trees of depth one to four
 * @param places the population; the first is global, and each stands behind its parent
 */
record Forest(ScopeTree tree, List<Place> places) {

    static Forest random(SplittableRandom random, int mostPlaces) {
        List<ScopeLevel> roots = new ArrayList<>();
        int trees = 1 + random.nextInt(3);
        for (int i = 0; i < trees; i++) {
            roots.add(level("t" + i, 1 + random.nextInt(4), random));
        }
        ScopeTree tree = ScopeTree.of(roots.toArray(ScopeLevel[]::new));
        List<Place> places = new ArrayList<>();
        places.add(new Place(0, tree.global(), null, List.of()));
        // Breadth first, so that every tree and level gets some.
        for (int i = 0; i < places.size(); i++) {
            Place parent = places.get(i);
            List<ScopeLevel> below =
                    parent.isGlobal() ? roots : below(roots, parent.scope().level());
            for (ScopeLevel level : below) {
                int children = 1 + random.nextInt(parent.isGlobal() ? 4 : 3);
                for (int n = 0; n < children && places.size() < mostPlaces; n++) {
                    places.add(child(places.size(), parent, level, n));
                }
            }
        }
        return new Forest(tree, List.copyOf(places));
    }

    private static ScopeLevel level(String name, int depth, SplittableRandom random) {
        int children = depth == 1 ? 0 : 1 + random.nextInt(depth == 2 ? 1 : 2);
        ScopeLevel[] below = new ScopeLevel[children];
        for (int i = 0; i < children; i++) {
            below[i] = level(name + (char) ('a' + i), depth - 1, random);
        }
        return ScopeLevel.level(name, name + "_id", below);
    }

    private static List<ScopeLevel> below(List<ScopeLevel> levels, String name) {
        for (ScopeLevel level : levels) {
            if (level.name().equals(name)) {
                return level.children();
            }
            List<ScopeLevel> found = below(level.children(), name);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private static Place child(int index, Place parent, ScopeLevel level, int n) {
        // The same ids occur in every tree and at every level, and one looks like a path.
        Object id = n == 0 ? (Object) 1 : n == 1 ? "1/" + level.name() + ":1" : "n" + n;
        List<Object> ids = new ArrayList<>(parent.ids());
        ids.add(id);
        return new Place(index, parent.scope().child(level.name(), id), parent, ids);
    }

    Place global() {
        return places.get(0);
    }

    /** The place of a scope, or null if it is none of the population. */
    @Nullable
    Place place(Scope scope) {
        for (Place each : places) {
            if (each.scope().equals(scope)) {
                return each;
            }
        }
        return null;
    }

    /** The places that a cache declared for a level keeps entries in; all if it was declared for none. */
    List<Place> eligible(CacheSpec spec) {
        return places.stream().filter(place -> place.at(spec.level()) == place).toList();
    }

    @Override
    public String toString() {
        return tree.levels() + " with " + places.size() + " scopes";
    }
}
