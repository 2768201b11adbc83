package io.cacheado.internal.load;

import static java.util.Objects.requireNonNull;

import io.cacheado.RecursiveLoadException;
import io.cacheado.internal.context.Ambient;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.table.Renewal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One load of one key, or one computation on its value, shared by all who wait for it.
 *
 * <p><b>The fence.</b> Where the key had no value, the flight's placeholder stands in its slot of the table. Where it had
 * one, that entry carries the flight as its renewal; when the entry is evicted meanwhile, the placeholder takes its slot. A
 * put, an invalidation or a drop replaces or removes the placeholder, takes the renewal away, or kills the region, and then
 * the new value goes to those who wait and is not stored.
 *
 * <p><b>Cycles.</b> A thread knows the flights that it is computing, innermost first. Before it waits for another's, it says
 * so in all of its own, and then follows who waits for whom: of the threads that would close a cycle, the last one to say so
 * sees it, and throws.
 *
 * <p><b>Current scope.</b> While a thread computes a flight, the entry's scope is current and no other: the result is shared
 * by callers of other scopes.
 */
public final class Flight implements Renewal {
    private static final ThreadLocal<@Nullable Flight> CURRENT = new ThreadLocal<>();
    private static final int MOST_HOPS = 10_000;
    private static final VarHandle ENDED;

    static {
        try {
            ENDED = MethodHandles.lookup().findVarHandle(Flight.class, "ended", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What a flight does to the entry that is there. */
    public enum Kind {
        /** Loads a value that may replace it. */
        LOAD,
        /** Computes a new value from it, and so holds it fast. */
        COMPUTE
    }

    /** Makes the placeholder of a flight. */
    public interface Placeholders {
        Entry placeholder(Flight flight);
    }

    private final Kind kind;
    private final Region region;
    private final long startedAt;
    private final Placeholders placeholders;
    private final @Nullable LoadedEntry renewed;
    private final long tagStamp;
    private final boolean decides;
    private final Pass pass = new Pass();
    private final CompletableFuture<Landing> result = new CompletableFuture<>();
    private volatile @Nullable Thread owner;
    private volatile @Nullable Flight waitsFor;
    private volatile @Nullable Entry placeholder;
    private volatile boolean ended;
    private volatile @Nullable Flight parent = CURRENT.get();
    private @Nullable Flight outer;
    private @Nullable Ambient ambient;
    private boolean inside;
    private boolean interrupted;

    /**
     * What a flight is made of.
     *
     * @param tagStamp the number of the last drop of a tag
     * @param decides whether its value may come with tags
     */
    public record Plan(
            Kind kind, Region region, long startedAt, long tagStamp, boolean decides, Placeholders placeholders) {}

    private Flight(Plan plan, @Nullable LoadedEntry renewed) {
        this.kind = plan.kind;
        this.region = plan.region;
        this.startedAt = plan.startedAt;
        this.tagStamp = plan.tagStamp;
        this.decides = plan.decides;
        this.placeholders = plan.placeholders;
        this.renewed = renewed;
    }

    /** A flight for a key without a value; {@link #placeholder()} is to be linked. */
    public static Flight ofMissing(Plan plan) {
        Flight flight = new Flight(plan, null);
        flight.placeholder();
        return flight;
    }

    /** A flight for a new value of an entry, which is to carry it. */
    public static Flight ofRenewal(Plan plan, LoadedEntry renewed) {
        return new Flight(plan, renewed);
    }

    public Kind kind() {
        return kind;
    }

    public Region region() {
        return region;
    }

    public long startedAt() {
        return startedAt;
    }

    /** Its places in bulkheads; given back when it ends. */
    public Pass pass() {
        return pass;
    }

    /** The number of the last drop of a tag when this began. */
    public long tagStamp() {
        return tagStamp;
    }

    /** Whether its value may come with tags, so that any drop of one since it began may concern it. */
    public boolean decides() {
        return decides;
    }

    /** The entry that carries this, if the key had a value. */
    public @Nullable LoadedEntry renewed() {
        return renewed;
    }

    // ---- in the table --------------------------------------------------------------------------------------------

    /** What stands, or is to stand, for this in the table. */
    @Override
    public Entry placeholder() {
        Entry there = placeholder;
        if (there == null) {
            there = placeholders.placeholder(this);
            placeholder = there;
        }
        return there;
    }

    /** The placeholder, if it was made: at once for a key without a value, or when the renewed entry was evicted. */
    public @Nullable Entry placeholderIfMade() {
        return placeholder;
    }

    @Override
    public boolean holdsEntry() {
        return kind == Kind.COMPUTE;
    }

    /** Whether its placeholder stands in the table. */
    public boolean isPending() {
        Entry there = placeholder;
        return there != null && (there.lvFlags() & (Entry.LOADING | Entry.DEAD)) == Entry.LOADING;
    }

    // ---- how it ends ---------------------------------------------------------------------------------------------

    /** How a flight ended; a failure is kept as it is, since futures wrap and unwrap what they end with. */
    public record Landing(@Nullable Object value, @Nullable Throwable failure) {
        public static Landing with(@Nullable Object value) {
            return new Landing(value, null);
        }

        public static Landing failed(Throwable failure) {
            return new Landing(null, failure);
        }
    }

    /** Ends with the landing; never exceptionally. */
    public CompletableFuture<Landing> result() {
        return result;
    }

    /** True for the one who ends it: whoever computes it, or the clock. */
    public boolean endOnce() {
        boolean first = ENDED.compareAndSet(this, false, true);
        // Loads that begin one another for ever would hold one another for ever.
        parent = null;
        return first;
    }

    public boolean isEnded() {
        return ended;
    }

    // ---- who computes it -----------------------------------------------------------------------------------------

    /** The flight that was computed by the thread that began this one, if one was, and this has not ended. */
    public @Nullable Flight parent() {
        return parent;
    }

    /** The current thread begins to compute this. */
    public void enter() {
        outer = CURRENT.get();
        if (outer != null) {
            outer.inside(true);
        }
        CURRENT.set(this);
        ambient = Ambient.enter(region.node().scope());
        owner = Thread.currentThread();
    }

    private synchronized void inside(boolean another) {
        inside = another;
    }

    /** The current thread no longer computes this; an interrupt that was meant for the computation ends with it. */
    public void exit() {
        boolean clear;
        synchronized (this) {
            owner = null;
            clear = interrupted;
            interrupted = false;
        }
        if (clear) {
            Thread.interrupted();
        }
        requireNonNull(ambient).exit();
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
            outer.inside(false);
        }
    }

    /** Interrupts the thread that computes this, if one does, and is not computing another for others in its course. */
    public synchronized void interrupt() {
        Thread there = owner;
        if (there != null && !inside) {
            interrupted = true;
            there.interrupt();
        }
    }

    /** Says that the current thread will compute this, before any other thread can find it. */
    public void claim() {
        owner = Thread.currentThread();
    }

    /** Says that another thread will. */
    public void disown() {
        owner = null;
    }

    // ---- waiting -------------------------------------------------------------------------------------------------

    /** Throws if the current thread computes this, and so must not wait for it. */
    public void checkNotOwn(String cache) {
        if (owner == Thread.currentThread()) {
            throw new RecursiveLoadException(
                    "a load of cache " + cache + " asked for the key that it is loading" + " (allowed: other keys)");
        }
    }

    /**
     * Waits for the result.
     *
     * @param cache named in messages
     * @param nanos how long at most; {@code Long.MAX_VALUE} for ever
     * @return null if the time is over
     * @throws RecursiveLoadException if waiting would close a cycle
     * @throws InterruptedException if this thread is interrupted; the load goes on
     */
    public @Nullable Landing await(String cache, long nanos) throws InterruptedException {
        checkNotOwn(cache);
        Flight mine = CURRENT.get();
        if (mine == null || result.isDone()) {
            return landed(nanos);
        }
        mine.sayWaitsFor(this);
        try {
            Thread me = Thread.currentThread();
            Flight each = this;
            for (int hops = 0; each != null && hops < MOST_HOPS; hops++) {
                if (each.owner == me) {
                    throw new RecursiveLoadException("a load of cache " + cache
                            + " would wait for a load that waits for it, over other threads");
                }
                each = each.waitsFor;
            }
            return landed(nanos);
        } finally {
            mine.sayWaitsFor(null);
        }
    }

    /** As {@link #await(String, long)}, for as long as it takes. */
    public Landing await(String cache) throws InterruptedException {
        return requireNonNull(await(cache, Long.MAX_VALUE));
    }

    private @Nullable Landing landed(long nanos) throws InterruptedException {
        try {
            return nanos == Long.MAX_VALUE ? result.get() : result.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private void sayWaitsFor(@Nullable Flight target) {
        for (Flight each = this; each != null; each = each.outer) {
            each.waitsFor = target;
        }
    }
}
