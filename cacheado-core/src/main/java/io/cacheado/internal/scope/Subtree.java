package io.cacheado.internal.scope;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Walks over a live node and all below it: weakly consistent, with no lock held while the visitor runs. */
public final class Subtree {
    private Subtree() {}

    /** Calls back for each node of a subtree; weakly consistent, no lock is held meanwhile. */
    public static void forEachNode(ScopeNode top, Consumer<ScopeNode> body) {
        ArrayDeque<ScopeNode> left = new ArrayDeque<>();
        left.add(top);
        for (ScopeNode node = left.poll(); node != null; node = left.poll()) {
            body.accept(node);
            synchronized (node) {
                for (ScopeNode child = node.firstChild; child != null; child = child.after) {
                    left.add(child);
                }
            }
        }
    }

    /** Calls back for each region of a subtree, dead ones of emptied caches included. */
    public static void forEachRegion(ScopeNode top, Consumer<Region> body) {
        forEachNode(top, node -> {
            List<Region> regions = new ArrayList<>();
            synchronized (node) {
                for (Region region = node.firstRegion; region != null; region = region.next) {
                    regions.add(region);
                }
            }
            regions.forEach(body);
        });
    }

    /** Visits regions of a subtree until the visitor says to stop. */
    public static void walk(ScopeNode top, Predicate<Region> visitor) {
        ArrayDeque<ScopeNode> left = new ArrayDeque<>();
        left.add(top);
        for (ScopeNode node = left.poll(); node != null; node = left.poll()) {
            List<Region> regions = new ArrayList<>();
            synchronized (node) {
                for (Region region = node.firstRegion; region != null; region = region.next) {
                    regions.add(region);
                }
                for (ScopeNode child = node.firstChild; child != null && left.size() < 64; child = child.after) {
                    left.add(child);
                }
            }
            for (Region region : regions) {
                if (!visitor.test(region)) {
                    return;
                }
            }
        }
    }
}
