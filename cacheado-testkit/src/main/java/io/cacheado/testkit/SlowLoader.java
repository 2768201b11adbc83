package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.CacheLoader;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A loader that takes as long as a test wants, without sleeping, and counts what it was asked for. Safe for use by many
 * threads if the loader inside is.
 *
 * <p>{@link #held} makes one whose calls wait until the test lets them go: {@link #awaitCalled} returns when they have come,
 * {@link #release} and {@link #releaseOne} let them go. A call for a value blocks its thread meanwhile, so it has to be
 * another one than the test's; an asynchronous call blocks none, its future ends later. {@link #taking} makes one whose calls
 * take a time on a {@link FakeTicker}, and block nothing.
 *
 * <p>It stands wherever a loader does: {@code build(loader)}, {@code get(key, loader::apply)}, {@code getAsync(key,
 * loader::applyAsync)}, {@code getAll(keys, loader::applyAll)}, or inside a service under test. No argument may be null.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class SlowLoader<K, V> extends CountingLoader<K, V> {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    private final Gate gate;
    private final Runnable passing;
    private volatile Duration patience = LONG_ENOUGH;

    private SlowLoader(CacheLoader<? super K, V> inner, boolean open, Runnable passing) {
        super(inner);
        this.gate = new Gate(open);
        this.passing = passing;
    }

    /**
     * Creates a loader whose calls are held until they are released.
     *
     * @param inner what loads then
     */
    public static <K, V> SlowLoader<K, V> held(CacheLoader<? super K, V> inner) {
        return new SlowLoader<>(inner, false, () -> {});
    }

    /** As {@link #held(CacheLoader)}, for what needs no scope; null as a result means absent. */
    public static <K, V> SlowLoader<K, V> held(Function<? super K, ? extends V> inner) {
        requireNonNull(inner, "loader");
        return held((scope, key) -> inner.apply(key));
    }

    /**
     * Creates a loader whose calls are not held, but each move a ticker.
     *
     * @param duration how far; zero or positive
     * @param ticker the ticker that the cacheado reads
     * @param inner what loads when the time has passed
     * @throws IllegalArgumentException if {@code duration} is negative
     */
    public static <K, V> SlowLoader<K, V> taking(
            Duration duration, FakeTicker ticker, CacheLoader<? super K, V> inner) {
        requireNonNull(ticker, "ticker");
        if (requireNonNull(duration, "duration").isNegative()) {
            throw new IllegalArgumentException("duration: " + duration + " (allowed: zero or a positive duration)");
        }
        return new SlowLoader<>(inner, true, () -> ticker.advance(duration));
    }

    /** As {@link #taking(Duration, FakeTicker, CacheLoader)}, for what needs no scope; null as a result means absent. */
    public static <K, V> SlowLoader<K, V> taking(
            Duration duration, FakeTicker ticker, Function<? super K, ? extends V> inner) {
        requireNonNull(inner, "loader");
        return taking(duration, ticker, (scope, key) -> inner.apply(key));
    }

    /**
     * Says how long anything waits here before it is an error, so that a test that forgot to release its calls fails instead
     * of hanging. Default: 10 seconds.
     *
     * @param most positive
     * @return this loader
     * @throws IllegalArgumentException if it is not positive
     */
    public SlowLoader<K, V> patience(Duration most) {
        if (requireNonNull(most, "most").isNegative() || most.isZero()) {
            throw new IllegalArgumentException("most: " + most + " (allowed: a positive duration)");
        }
        patience = most;
        return this;
    }

    /**
     * Waits until calls have come, whether they are still held or not.
     *
     * @param calls how many in all, since this loader was made
     * @return this loader
     * @throws AssertionError if they have not come within the {@link #patience}
     */
    public SlowLoader<K, V> awaitCalled(int calls) {
        boolean came;
        try {
            came = gate.awaitArrived(calls, patience);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while it waited for call " + calls, interrupted);
        }
        if (!came) {
            throw new AssertionError("calls of a slow loader: expected " + calls + " within " + patience + ", but were "
                    + gate.arrived());
        }
        return this;
    }

    /** How many calls are held now. */
    public int held() {
        return gate.held();
    }

    /** Holds the calls that come from now on. */
    public void hold() {
        gate.close();
    }

    /** Lets all calls go, and those that come. Asynchronous ones may end on this thread. */
    public void release() {
        gate.open();
    }

    /**
     * Lets the call go that has been held longest. An asynchronous one may end on this thread.
     *
     * @throws IllegalStateException if none is held
     */
    public void releaseOne() {
        if (!gate.openForOne()) {
            throw new IllegalStateException("no call is held (allowed: after awaitCalled)");
        }
    }

    @Override
    void admit(LoadCounts.Call call) throws Exception {
        CompletableFuture<@Nullable Void> pass = gate.arrive();
        try {
            pass.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException forgotten) {
            throw new AssertionError("call " + call.number() + " of a slow loader was held for " + patience
                    + ", and nobody released it (allowed: release() on another thread)");
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        } finally {
            gate.leave(pass);
        }
        passing.run();
    }

    /**
     * Loads one value without blocking: the stage ends when the call is released, and {@link CacheLoader#asyncLoad} of the
     * loader inside has ended.
     */
    @Override
    public CompletionStage<? extends @Nullable V> asyncLoad(Scope scope, K key, Executor executor) {
        LoadCounts.Call call = counts().begin(scope, List.of(key));
        Callable<CompletionStage<? extends @Nullable V>> work =
                CurrentScope.capture(() -> inner().asyncLoad(scope, key, executor));
        return gate.arrive()
                .thenComposeAsync(pass -> begun(work), executor)
                .whenComplete((value, failure) -> counts().end(failure != null));
    }

    private CompletionStage<@Nullable V> begun(Callable<CompletionStage<? extends @Nullable V>> work) {
        try {
            passing.run();
            return work.call().thenApply(value -> value);
        } catch (RuntimeException | Error unchanged) {
            throw unchanged;
        } catch (Exception checked) {
            throw new CompletionException(checked);
        }
    }

    /**
     * Loads one value without blocking, as the function of {@code getAsync}: {@code cache.getAsync(key, loader::applyAsync)}.
     * The future ends when the call was released. Counted as {@link #apply}; throws nothing, the future does.
     */
    @Override
    public CompletableFuture<@Nullable V> applyAsync(K key) {
        return asyncLoad(here(), key, Runnable::run)
                .<@Nullable V>thenApply(value -> value)
                .toCompletableFuture();
    }

    @Override
    public String toString() {
        return "SlowLoader[held=" + held() + ", " + counts() + "]";
    }
}
