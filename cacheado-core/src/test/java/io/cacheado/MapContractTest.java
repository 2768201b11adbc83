package io.cacheado;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import io.cacheado.policy.Eviction;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract of {@code ConcurrentMap}, by the suites of guava-testlib, on map views of several kinds of caches. */
class MapContractTest {
    private static final Queue<Cacheado> MADE = new ConcurrentLinkedQueue<>();

    /** Others look whether background work ends with the last cacheado. */
    @AfterAll
    static void close() {
        MADE.forEach(Cacheado::close);
        MADE.clear();
    }

    @TestFactory
    List<DynamicNode> contract() {
        return List.of(
                suite("plain", () -> Shop.deterministic().maximumSize(1_000), builder -> builder),
                suite(
                        "of many threads",
                        () -> Shop.threaded().maximumSize(1_000).ticker(System::nanoTime),
                        builder -> builder.expireAfterWrite(Duration.ofHours(1))),
                suite(
                        "weighted, idle",
                        () -> Shop.deterministic().maximumWeight(1_000).eviction(Eviction.lru()),
                        builder -> builder.weigher((key, value) -> 2).expireAfterAccess(Duration.ofHours(1))),
                suite(
                        "renewed",
                        () -> Shop.deterministic().maximumSize(1_000),
                        builder -> builder.expireAfterWrite(Duration.ofHours(1))
                                .expireAbsentAfter(Duration.ofHours(1))
                                .refreshAfterWrite(Duration.ofMinutes(30))
                                .staleIfError(Duration.ofHours(1))
                                .maximumSizePerScope(100)));
    }

    private interface Settings {
        CacheBuilder<String, String> on(CacheBuilder<String, String> builder);
    }

    private static DynamicNode suite(String name, Supplier<Cacheado.Builder> cacheado, Settings settings) {
        TestStringMapGenerator generator = new TestStringMapGenerator() {
            @Override
            protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                Cacheado made = cacheado.get().build();
                MADE.add(made);
                ConcurrentMap<String, String> map = settings.on(made.cache("c", String.class, String.class))
                        .build()
                        .in(Shop.user("acme", 1))
                        .asMap();
                for (Map.Entry<String, String> each : entries) {
                    map.put(each.getKey(), each.getValue());
                }
                return map;
            }

            /** In no order that anyone knows. */
            @Override
            public Iterable<Map.Entry<String, String>> order(List<Map.Entry<String, String>> insertionOrder) {
                return insertionOrder;
            }
        };
        TestSuite suite = ConcurrentMapTestSuiteBuilder.using(generator)
                .named(name)
                .withFeatures(
                        MapFeature.GENERAL_PURPOSE, CollectionFeature.SUPPORTS_ITERATOR_REMOVE, CollectionSize.ANY)
                .createTestSuite();
        return node(suite);
    }

    private static DynamicNode node(Test test) {
        if (test instanceof TestSuite suite) {
            return DynamicContainer.dynamicContainer(
                    suite.getName(), Collections.list(suite.tests()).stream().map(MapContractTest::node));
        }
        return DynamicTest.dynamicTest(((TestCase) test).getName(), () -> {
            TestResult result = new TestResult();
            test.run(result);
            for (TestFailure each : Collections.list(result.failures())) {
                throw each.thrownException();
            }
            for (TestFailure each : Collections.list(result.errors())) {
                throw each.thrownException();
            }
        });
    }
}
