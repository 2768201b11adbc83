package io.cacheado.testkit.junit;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cacheado;
import io.cacheado.testkit.FakeTicker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * A JUnit Jupiter extension that gives each test a cacheado of its own, with a {@link FakeTicker} and {@code recordStats()}.
 *
 * <p>As a field, {@code @RegisterExtension final CacheadoExtension test = CacheadoExtension.of(settings)}, or by {@link
 * CacheadoTest} on the class. Test methods, and those before and after each, may have parameters of type {@link Cacheado} and
 * {@link FakeTicker}.
 *
 * <p>After each test it closes the cacheado, and fails the test if it has left something behind: a load that still runs, a
 * {@link io.cacheado.scope.CurrentScope} that is still open on its thread (it is ended, so that the next test has none), or
 * parts of the cacheado that do not agree ({@link io.cacheado.testkit.CacheInvariants}). A cacheado that the test itself has
 * closed is not looked at.
 *
 * <p>The seed of the cacheado is the same in every run. {@code -Dio.cacheado.testkit.seed=…} gives another, a whole number or
 * {@code random}; it may stand in {@code junit-platform.properties} too. A test that fails says which one it had. For use by
 * many threads, but for the methods that ask for the current test's cacheado when several tests run at once.
 */
public final class CacheadoExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final String FIXTURE = "fixture";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final @Nullable CacheadoSetup setup;
    private final boolean onThreads;
    private final Set<Fixture> running = ConcurrentHashMap.newKeySet();
    private final Duration patience;

    /** Creates an extension that is told its settings by {@link CacheadoTest}; JUnit calls this. */
    public CacheadoExtension() {
        this(null, false, PATIENCE);
    }

    CacheadoExtension(@Nullable CacheadoSetup setup, boolean onThreads, Duration patience) {
        this.setup = setup;
        this.onThreads = onThreads;
        this.patience = patience;
    }

    /**
     * Creates an extension for tests on one thread: the cacheado is {@code deterministic}, and does work of the background
     * in the call that causes it.
     *
     * @param setup called before each test
     */
    public static CacheadoExtension of(CacheadoSetup setup) {
        return new CacheadoExtension(requireNonNull(setup, "setup"), false, PATIENCE);
    }

    /**
     * Creates an extension for tests that use several threads: the cacheado is not deterministic, and its executor is a pool
     * of daemon threads. After the test, work of the background gets up to 5 seconds to end.
     *
     * @param setup called before each test
     */
    public static CacheadoExtension onThreads(CacheadoSetup setup) {
        return new CacheadoExtension(requireNonNull(setup, "setup"), true, PATIENCE);
    }

    /**
     * The cacheado of the test that runs.
     *
     * @throws IllegalStateException if none runs, or several do
     */
    public Cacheado cacheado() {
        return current().cacheado();
    }

    /**
     * The time of {@link #cacheado()}.
     *
     * @throws IllegalStateException if no test runs, or several do
     */
    public FakeTicker ticker() {
        return current().ticker();
    }

    /**
     * The seed of {@link #cacheado()}.
     *
     * @throws IllegalStateException if no test runs, or several do
     */
    public long seed() {
        return current().seed();
    }

    private Fixture current() {
        List<Fixture> all = List.copyOf(running);
        if (all.size() != 1) {
            throw new IllegalStateException(all.size()
                    + " tests run (allowed: one; in methods before, of, and after each test, or as parameters)");
        }
        return all.get(0);
    }

    // ---- what JUnit calls ----------------------------------------------------------------------------------------

    @Override
    public void beforeEach(ExtensionContext context) {
        Fixture fixture;
        long seed = Seed.of(context);
        if (setup != null) {
            fixture = new Fixture(setup, seed, onThreads, patience);
        } else {
            Optional<CacheadoTest> said = annotation(context.getRequiredTestClass());
            CacheadoSetup own =
                    ReflectionSupport.newInstance(said.<Class<? extends CacheadoSetup>>map(CacheadoTest::setup)
                            .orElse(CacheadoTest.Plain.class));
            fixture = new Fixture(own, seed, said.map(CacheadoTest::onThreads).orElse(false), patience);
        }
        running.add(fixture);
        store(context).put(FIXTURE, fixture);
    }

    private static Optional<CacheadoTest> annotation(Class<?> type) {
        Optional<CacheadoTest> found = Optional.empty();
        for (Class<?> each = type; each != null && found.isEmpty(); each = each.getEnclosingClass()) {
            found = AnnotationSupport.findAnnotation(each, CacheadoTest.class);
        }
        return found;
    }

    private ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(ExtensionContext.Namespace.create(CacheadoExtension.class, this));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Fixture fixture = store(context).remove(FIXTURE, Fixture.class);
        if (fixture == null) {
            return; // It was never begun.
        }
        running.remove(fixture);
        List<String> wrong = fixture.end();
        String again = fixture.isDeterministic() ? "\n" + Seed.again(fixture.seed()) : "";
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure != null && fixture.isDeterministic()) {
            failure.addSuppressed(new Seed.Note(fixture.seed()));
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError("after the test:\n  " + String.join("\n  ", wrong) + again);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return (type == Cacheado.class || type == FakeTicker.class)
                && context.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Fixture fixture = requireNonNull(store(context).get(FIXTURE, Fixture.class), "no test runs");
        return parameter.getParameter().getType() == FakeTicker.class ? fixture.ticker() : fixture.cacheado();
    }
}
