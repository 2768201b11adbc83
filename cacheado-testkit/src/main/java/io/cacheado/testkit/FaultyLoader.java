package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.CacheLoader;
import io.cacheado.scope.Scope;
import java.util.function.Function;

/**
 * A loader that fails when a test says so, and counts what it was asked for: a database that goes down and comes back. Safe
 * for use by many threads if the loader inside is.
 *
 * <p>It stands wherever a loader does: {@code build(loader)}, {@code get(key, loader::apply)}, {@code getAsync(key,
 * loader::applyAsync)}, {@code getAll(keys, loader::applyAll)}, or inside a service under test. Until it is told anything it
 * fails never. What fails does not reach the loader inside. No argument may be null; nothing blocks.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class FaultyLoader<K, V> extends CountingLoader<K, V> {
    private final Faults faults = new Faults();
    private volatile Function<? super String, ? extends Exception> failure = InjectedFaultException::new;

    private FaultyLoader(CacheLoader<? super K, V> inner) {
        super(inner);
    }

    /**
     * Creates a loader that fails never yet.
     *
     * @param inner what loads when nothing fails
     */
    public static <K, V> FaultyLoader<K, V> of(CacheLoader<? super K, V> inner) {
        return new FaultyLoader<>(inner);
    }

    /** As {@link #of(CacheLoader)}, for what needs no scope; null as a result means absent. */
    public static <K, V> FaultyLoader<K, V> of(Function<? super K, ? extends V> inner) {
        requireNonNull(inner, "loader");
        return new FaultyLoader<>((scope, key) -> inner.apply(key));
    }

    /**
     * Says what is thrown from now on; {@link InjectedFaultException} otherwise.
     *
     * @param exception makes it of a message that says which call failed, as {@code SQLException::new} does; called for each
     *     failure on the thread of the load
     * @return this loader
     */
    public FaultyLoader<K, V> failWith(Function<? super String, ? extends Exception> exception) {
        failure = requireNonNull(exception, "exception");
        return this;
    }

    /**
     * Lets certain calls fail, counted from 1 since this loader was made.
     *
     * @return this loader
     * @throws IllegalArgumentException if one is less than 1
     */
    public FaultyLoader<K, V> failOn(int... calls) {
        faults.on(calls);
        return this;
    }

    /**
     * Lets the next calls fail, and then no more for this reason.
     *
     * @param calls how many, at least 1
     * @return this loader
     * @throws IllegalArgumentException if it is less than 1
     */
    public FaultyLoader<K, V> failNext(int calls) {
        faults.next(calls);
        return this;
    }

    /**
     * Lets every n-th call fail, counted since this loader was made.
     *
     * @param nth at least 1, which means every call
     * @return this loader
     * @throws IllegalArgumentException if it is less than 1
     */
    public FaultyLoader<K, V> failEvery(int nth) {
        faults.every(nth);
        return this;
    }

    /**
     * Lets all calls for a scope and those below it fail: the database of one tenant is down.
     *
     * @return this loader
     */
    public FaultyLoader<K, V> failIn(Scope scope) {
        faults.in(requireNonNull(scope, "scope"));
        return this;
    }

    /**
     * Lets all calls fail until {@link #recover}.
     *
     * @return this loader
     */
    public FaultyLoader<K, V> failFromNowOn() {
        faults.all();
        return this;
    }

    /**
     * Forgets everything that was to fail.
     *
     * @return this loader
     */
    public FaultyLoader<K, V> recover() {
        faults.none();
        return this;
    }

    @Override
    void admit(LoadCounts.Call call) throws Exception {
        if (faults.hit(call)) {
            throw requireNonNull(failure.apply("call " + call.number() + " was told to fail"), "exception");
        }
    }

    @Override
    public String toString() {
        return "FaultyLoader[" + counts() + "]";
    }
}
