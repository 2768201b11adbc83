package io.cacheado.internal.load;

import static java.util.Objects.requireNonNull;

import io.cacheado.RecursiveLoadException;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.table.Entry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One load of one key, shared by all who wait for it.
 *
 * <p>Its placeholder stands in the table in the key's slot. That is the fence: a put, an invalidation or a drop replaces or
 * removes the placeholder, or kills its region, and then the loaded value goes to those who wait and is not stored.
 *
 * <p><b>Cycles.</b> A thread knows the flights that it is computing, innermost first. Before it waits for another's, it says
 * so in all of its own, and then follows who waits for whom: of the threads that would close a cycle, the last one to say so
 * sees it, and throws.
 */
public final class Flight {
    private static final ThreadLocal<@Nullable Flight> CURRENT = new ThreadLocal<>();
    private static final int MOST_HOPS = 10_000;

    private final Region region;
    private final long startedAt;
    private final CompletableFuture<Landing> result = new CompletableFuture<>();
    private volatile @Nullable Thread owner;
    private volatile @Nullable Flight waitsFor;
    private @Nullable Flight outer;
    private @Nullable Entry placeholder;
    private boolean ended;

    public Flight(Region region, long startedAt) {
        this.region = region;
        this.startedAt = startedAt;
    }

    public Region region() {
        return region;
    }

    public long startedAt() {
        return startedAt;
    }

    /** The entry that stands for it in the table; set before it is linked. */
    public Entry placeholder() {
        return requireNonNull(placeholder);
    }

    /** Whether its placeholder stands in the table. */
    public boolean isPending() {
        return (placeholder().lvFlags() & (Entry.LOADING | Entry.DEAD)) == Entry.LOADING;
    }

    public void placeholder(Entry entry) {
        placeholder = entry;
    }

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

    /** The current thread begins to compute this. */
    public void enter() {
        owner = Thread.currentThread();
        outer = CURRENT.get();
        CURRENT.set(this);
    }

    /** The current thread no longer computes this. */
    public void exit() {
        owner = null;
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
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

    /** True the first time; called by whoever computes this. */
    public boolean endOnce() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Throws if the current thread computes this, and so must not wait for it. */
    public void checkNotOwn(String cache) {
        if (owner == Thread.currentThread()) {
            throw new RecursiveLoadException("a load of cache " + cache + " asked for the key that it is loading");
        }
    }

    /**
     * Waits for the result.
     *
     * @param cache named in messages
     * @throws RecursiveLoadException if waiting would close a cycle
     * @throws InterruptedException if this thread is interrupted; the load goes on
     */
    public Landing await(String cache) throws InterruptedException {
        checkNotOwn(cache);
        Flight mine = CURRENT.get();
        if (mine == null || result.isDone()) {
            return landed();
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
            return landed();
        } finally {
            mine.sayWaitsFor(null);
        }
    }

    private Landing landed() throws InterruptedException {
        try {
            return result.get();
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
