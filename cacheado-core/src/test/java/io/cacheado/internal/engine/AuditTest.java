package io.cacheado.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.Shop;
import io.cacheado.TestTime;
import io.cacheado.event.RemovalEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the audit tells that listeners are not told. */
class AuditTest {
    private final List<String> told = new ArrayList<>();
    private final TestTime time = new TestTime();
    private final Cacheado cacheado =
            Shop.deterministic().maximumSize(2).ticker(time).build();
    private final Cache<String, String> cache = cacheado.cache("c", String.class, String.class)
            .expireAbsentAfter(Duration.ofSeconds(10))
            .removalListener(this::tell)
            .build();
    private final ScopedCache<String, String> users = cache.in(Shop.user(1, 2));

    private void tell(RemovalEvent<?, ?> event) {
        told.add(event.cause() + " " + event.key() + (event.value() instanceof String value ? "=" + value : ""));
    }

    @Test
    void absences_thatLeave_areReportedInTheirPlaceAmongTheEvents() {
        Audit.absences(cacheado, this::tell);
        users.get("a", key -> null);
        users.put("b", "1");
        users.put("c", "1");
        users.put("d", "1");
        assertThat(told).containsExactly("SIZE a", "SIZE b=1");

        told.clear();
        users.get("e", key -> null);
        users.put("e", "1");
        users.invalidate("d");
        users.get("f", key -> null);
        time.advance(Duration.ofSeconds(10));
        cacheado.cleanUp();
        assertThat(told).containsExactly("SIZE c=1", "REPLACED e", "EXPLICIT d=1", "EXPIRED f");

        told.clear();
        users.get("g", key -> null);
        assertThat(cacheado.evict(Shop.org(1))).isEqualTo(2);
        assertThat(told).containsExactlyInAnyOrder("SCOPE_EVICTED e=1", "SCOPE_EVICTED g");
    }

    @Test
    void absence_thatIsFenced_isReportedAtOnce() {
        Audit.absences(cacheado, this::tell);
        users.get("a", key -> {
            users.invalidate("a");
            return null;
        });
        assertThat(told).containsExactly("FENCED a");
        assertThat(users.estimatedSize()).isZero();
    }

    @Test
    void absences_withoutAnAuditor_areToldToNobody() {
        users.get("a", key -> null);
        users.invalidate("a");
        assertThat(told).isEmpty();
    }
}
