package io.cacheado.internal.scope;

import static io.cacheado.internal.scope.ScopeAccess.Holder.SCOPES;
import static java.util.Objects.requireNonNull;

import io.cacheado.internal.stats.Tallies;
import io.cacheado.internal.table.Hashed;
import io.cacheado.internal.table.Steps;
import io.cacheado.scope.Scope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A scope that holds entries or loads, or has such below it: what it uses, its regions and its children. 64 bytes.
 *
 * <p><b>Counters are closed, not reset.</b> {@code units} (and {@code entries}, where units are weight) count the whole
 * subtree. A charge goes from the root down to the leaf, a release from the leaf up, so whatever a node counts all its
 * ancestors count too. Closing adds a large negative number: a charge that meets a closed counter fails and takes back what
 * it charged above; a release that meets one stops, because whoever closed it took the rest from the ancestors in one go. A
 * counter is closed below {@code MIN/4}, not below zero, which live ones may be for an instant. A closed node is dead.
 *
 * <p><b>Locks.</b> The node's monitor guards its list of regions and its list of children; a parent's comes before a
 * child's, and both before the path table's leaf.
 */
public final class ScopeNode extends Hashed {
    private static final long CLOSING = Long.MIN_VALUE / 2;
    private static final long CLOSED_BELOW = Long.MIN_VALUE / 4;
    private static final VarHandle UNITS;
    private static final VarHandle ENTRIES;

    static {
        try {
            UNITS = MethodHandles.lookup().findVarHandle(ScopeNode.class, "units", long.class);
            ENTRIES = MethodHandles.lookup().findVarHandle(ScopeNode.class, "entries", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Scope scope;
    private final @Nullable ScopeNode parent;
    private volatile long units;
    private volatile long entries;

    /** Set while the node has a limit or a policy of its own. */
    private volatile @Nullable Domain domain;

    private volatile @Nullable Tallies departed;

    @Nullable
    Region firstRegion;

    @Nullable
    ScopeNode firstChild;

    @Nullable
    ScopeNode before;

    @Nullable
    ScopeNode after;

    ScopeNode(int hash, Scope scope, @Nullable ScopeNode parent) {
        super(hash);
        this.scope = scope;
        this.parent = parent;
    }

    public Scope scope() {
        return scope;
    }

    public @Nullable ScopeNode parent() {
        return parent;
    }

    public int depth() {
        return scope.depth();
    }

    /** This node or that above it of the given depth; null if the depth is -1. O(depth). */
    @Nullable
    ScopeNode atDepth(int depth) {
        ScopeNode node = depth < 0 ? null : this;
        while (node != null && node.depth() > depth) {
            node = node.parent;
        }
        return node;
    }

    /** The deepest node that is above both or one of them; null if everything was dropped between their making. O(depth). */
    public static @Nullable ScopeNode common(ScopeNode one, ScopeNode other) {
        ScopeNode a = requireNonNull(one.atDepth(other.depth()));
        ScopeNode b = requireNonNull(other.atDepth(one.depth()));
        while (a != b && a != null && b != null) {
            a = a.parent;
            b = b.parent;
        }
        return a == b ? a : null;
    }

    /** Whether this is the other node or stands below it. O(depth). */
    boolean isAtOrBelow(ScopeNode other) {
        return atDepth(other.depth()) == other;
    }

    int stripe() {
        return SCOPES.topLevelHash(scope);
    }

    @Override
    protected Object overflowKey() {
        return new PathKey(scope, -1);
    }

    public @Nullable Domain domain() {
        return domain;
    }

    void domain(Domain newDomain) {
        domain = newDomain;
    }

    /** The nearest domain, from this node upward. O(depth). */
    public Domain nearestDomain() {
        for (ScopeNode node = this; ; node = requireNonNull(node.parent)) {
            Domain own = node.domain;
            if (own != null) {
                return own;
            }
        }
    }

    // ---- life ----------------------------------------------------------------------------------------------------

    /** Whether this was dropped or has vanished; its ancestors may have been, too. */
    boolean isClosed() {
        return units < CLOSED_BELOW;
    }

    /** Whether neither this nor any ancestor was dropped. O(depth). */
    boolean isAttached() {
        for (ScopeNode node = this; node != null; node = node.parent) {
            Steps.NODES.add(1);
            if (node.isClosed()) {
                return false;
            }
        }
        return true;
    }

    /** Closes both counters; returns what they held, or null if someone else closed them. */
    public long @Nullable [] close() {
        for (; ; ) {
            long held = units;
            if (held < CLOSED_BELOW) {
                return null;
            }
            if (UNITS.compareAndSet(this, held, held + CLOSING)) {
                return new long[] {held, (long) ENTRIES.getAndAdd(this, CLOSING)};
            }
        }
    }

    /**
     * Closes the counters if nothing is charged here or about to be. Where units are weight, an entry that is being given
     * back may still be counted; its ancestors' share of it is then for the caller to give back.
     *
     * @return the entries still counted, or -1 if it was not closed
     */
    long closeIfUnused() {
        return UNITS.compareAndSet(this, 0L, CLOSING) ? (long) ENTRIES.getAndAdd(this, CLOSING) : -1;
    }

    // ---- usage ---------------------------------------------------------------------------------------------------

    /** The units charged to the subtree; 0 if it was dropped. */
    public long units() {
        return Math.max(0, units);
    }

    /** The entries charged to the subtree; 0 if it was dropped. */
    public long entries(Budget budget) {
        return Math.max(0, budget.isWeighted() ? entries : units);
    }

    private boolean tryCharge(long n) {
        Domain own = domain;
        if (own == null) {
            return (long) UNITS.getAndAdd(this, n) >= CLOSED_BELOW;
        }
        for (; ; ) {
            long held = units;
            if (held < CLOSED_BELOW || held + n > own.limit()) {
                return false;
            }
            if (UNITS.compareAndSet(this, held, held + n)) {
                own.changed();
                return true;
            }
        }
    }

    /**
     * Charges the path from the root to this node, one entry of so many units.
     *
     * @param credit what is charged already, for the caller
     * @return how it ended; nothing is charged but with {@link Charge#TAKEN}, except for the credit
     */
    Charge charge(long n, int newEntries, Budget budget, long credit) {
        if (parent != null) {
            Charge above = parent.charge(n, newEntries, budget, credit);
            if (above != Charge.TAKEN) {
                return above;
            }
        }
        long missing = missing(n, credit);
        if (missing == 0 ? isClosed() : !tryCharge(missing)) {
            boolean counted = parent == null || parent.release(n, newEntries, budget, credit);
            return !counted ? Charge.LOST : isClosed() ? Charge.GONE : Charge.FULL;
        }
        if (budget.isWeighted() && (long) ENTRIES.getAndAdd(this, newEntries) < CLOSED_BELOW) {
            // Closed in between: the units went with the others, the entry did not.
            if (parent != null) {
                parent.releaseEntries(newEntries);
            }
            return Charge.LOST;
        }
        return Charge.TAKEN;
    }

    /** How a charge ended. */
    enum Charge {
        TAKEN,
        /** A limit refused. */
        FULL,
        /** A node was closed. */
        GONE,
        /** A node was closed after it had been charged, and so many units were taken from those above, from a credit too. */
        LOST
    }

    private long missing(long n, long credit) {
        return credit == Credit.NONE ? n : Math.max(0, n - Credit.unitsAt(credit, depth()));
    }

    /**
     * Gives units back that were charged beside a credit, from here up to the root or to where the subtree was cut off.
     *
     * @return whether it was not cut off; else so many units were taken from those above, from a credit too
     */
    boolean release(long n, int oldEntries, Budget budget, long credit) {
        boolean counted = true;
        long charged;
        for (ScopeNode node = this;
                node != null && counted && (charged = node.missing(n, credit)) != 0;
                node = node.parent) {
            counted = node.giveBack(charged);
        }
        if (budget.isWeighted() && oldEntries != 0) {
            releaseEntries(oldEntries);
        }
        return counted;
    }

    /**
     * Gives an entry's units back, up to the nodes that stand for one of its ancestors, which stay charged: see {@link
     * Credit}.
     *
     * @param top the first node that stays charged; null for none
     * @return whether it still was charged with them: no node below it had been dropped
     */
    boolean releaseBelow(@Nullable ScopeNode top, long n, Budget budget) {
        return releaseBelow(top, n, budget, 1);
    }

    boolean releaseBelow(@Nullable ScopeNode top, long n, Budget budget, int oldEntries) {
        boolean counted = true;
        for (ScopeNode node = this; node != null && node != top && counted; node = node.parent) {
            counted = node.giveBack(n);
        }
        if (budget.isWeighted() && oldEntries != 0) {
            releaseEntries(oldEntries);
        }
        return counted;
    }

    /** False if whoever closed this has taken the units from those above. */
    private boolean giveBack(long n) {
        if ((long) UNITS.getAndAdd(this, -n) < CLOSED_BELOW) {
            return false;
        }
        Domain own = domain;
        if (own != null) {
            own.changed();
        }
        return true;
    }

    void releaseEntries(long n) {
        for (ScopeNode node = this; node != null; node = node.parent) {
            if ((long) ENTRIES.getAndAdd(node, -n) < CLOSED_BELOW) {
                break;
            }
        }
    }

    /** Takes what a dropped child held from this node and its ancestors; false if one of them was dropped before. */
    boolean releaseSubtree(long oldUnits, long oldEntries, Budget budget) {
        boolean counted = true;
        for (ScopeNode node = this; node != null && counted; node = node.parent) {
            counted = node.giveBack(oldUnits);
        }
        if (budget.isWeighted()) {
            releaseEntries(oldEntries);
        }
        return counted;
    }

    /** Whether it holds entries or loads of its own. */
    public synchronized boolean holdsOwn() {
        for (Region region = firstRegion; region != null; region = region.next) {
            if (!region.isEmpty() && !region.isClosed()) {
                return true;
            }
        }
        return false;
    }

    // ---- figures of what has vanished ----------------------------------------------------------------------------

    @Nullable
    Tallies departed() {
        return departed;
    }

    Tallies makeDeparted() {
        Tallies there = departed;
        if (there == null) {
            synchronized (this) {
                there = departed;
                if (there == null) {
                    there = new Tallies();
                    departed = there;
                }
            }
        }
        return there;
    }

    // ---- lists, under this monitor -------------------------------------------------------------------------------

    void addChild(ScopeNode child) {
        child.after = firstChild;
        if (firstChild != null) {
            firstChild.before = child;
        }
        firstChild = child;
    }

    void removeChild(ScopeNode child) {
        ScopeNode left = child.before;
        ScopeNode right = child.after;
        if (left != null) {
            left.after = right;
        } else if (firstChild == child) {
            firstChild = right;
        } else {
            return;
        }
        if (right != null) {
            right.before = left;
        }
        child.before = null;
        child.after = null;
    }

    void removeRegion(Region region) {
        if (firstRegion == region) {
            firstRegion = region.next;
            return;
        }
        for (Region each = firstRegion; each != null; each = each.next) {
            if (each.next == region) {
                each.next = region.next;
                return;
            }
        }
    }
}
