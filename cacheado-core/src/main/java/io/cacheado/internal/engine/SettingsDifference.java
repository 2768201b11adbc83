package io.cacheado.internal.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Says in which settings two askings for one cache name differ, by the names that users gave them, and in those only. */
final class SettingsDifference {
    private final Map<String, String> differing = new LinkedHashMap<>();

    private SettingsDifference(CacheSettings<?, ?> there, CacheSettings<?, ?> asked) {
        compare("keyType", there.keyType().getTypeName(), asked.keyType().getTypeName());
        compare("valueType", there.valueType().getTypeName(), asked.valueType().getTypeName());
        compare("level", there.level(), asked.level());
        compareLimits("maximumSize", there.maximum(), asked.maximum());
        compareLimits("maximumSizePerScope", there.maximumPerScope(), asked.maximumPerScope());
        compareDurations("expireAfterWrite", there.afterWrite(), asked.afterWrite());
        compareDurations("expireAfterAccess", there.afterAccess(), asked.afterAccess());
        compareDurations("expireAbsentAfter", there.absent(), asked.absent());
        compareLoads(there.loads(), asked.loads());
        compare("loadLimitPerScope", there.loadLimit(), asked.loadLimit());
        compare("eviction", there.eviction(), asked.eviction());
        compareCode("weigher", there.weigher(), asked.weigher());
        compareCode("expireAfter", there.expiry(), asked.expiry());
        compareCode("removalListener", there.listener(), asked.listener());
        compareCode("loader", there.loader(), asked.loader());
    }

    private void compareLoads(LoadSettings there, LoadSettings asked) {
        compareDurations("refreshAfterWrite", there.refreshAfter(), asked.refreshAfter());
        compare("refreshEarly", there.earliness(), asked.earliness());
        compareDurations("refreshBackoff first", there.backoffFirst(), asked.backoffFirst());
        compareDurations("refreshBackoff most", there.backoffMost(), asked.backoffMost());
        compareDurations("staleWhileRevalidate", there.whileRevalidate(), asked.whileRevalidate());
        compareDurations("staleIfError", there.ifError(), asked.ifError());
        compareDurations("softLoadTimeout", there.soft(), asked.soft());
        compareDurations("hardLoadTimeout", there.hard(), asked.hard());
        compare("jitter", there.jitter(), asked.jitter());
        if (!there.failureLives().equals(asked.failureLives())) {
            say("expireFailureAfter", lives(there), lives(asked));
        }
    }

    private static String lives(LoadSettings loads) {
        StringJoiner all = new StringJoiner(", ", "[", "]");
        loads.failureLives().entrySet().stream()
                .map(each -> each.getKey().getName() + " " + duration(each.getValue()))
                .sorted()
                .forEach(all::add);
        return all.toString();
    }

    private void compare(String name, @Nullable Object there, @Nullable Object asked) {
        if (!Objects.equals(there, asked)) {
            say(name, there == null ? "none" : there.toString(), asked == null ? "none" : asked.toString());
        }
    }

    private void compareLimits(String name, long there, long asked) {
        if (there != asked) {
            say(name, limit(there), limit(asked));
        }
    }

    private static String limit(long limit) {
        return limit == CacheSettings.UNLIMITED ? "none" : Long.toString(limit);
    }

    private void compareDurations(String name, long there, long asked) {
        if (there != asked) {
            say(name, duration(there), duration(asked));
        }
    }

    private static String duration(long nanos) {
        return nanos == 0 ? "none" : Duration.ofNanos(nanos).toString();
    }

    /** The user's own code: told by its class, since its text may be anything. */
    private void compareCode(String name, @Nullable Object there, @Nullable Object asked) {
        if (!Objects.equals(there, asked)) {
            String asClass = code(there);
            String wanted = code(asked);
            say(name, asClass, asClass.equals(wanted) ? "another of that class" : wanted);
        }
    }

    private static String code(@Nullable Object of) {
        return of == null ? "none" : of.getClass().getName();
    }

    private void say(String name, String there, String asked) {
        differing.put(name, there + " (asked for: " + asked + ")");
    }

    /** What differs: each setting as it is, and as it was asked for; empty if nothing does. Calls the user's equals. */
    static String between(CacheSettings<?, ?> there, CacheSettings<?, ?> asked) {
        StringJoiner text = new StringJoiner(", ");
        new SettingsDifference(there, asked).differing.forEach((name, both) -> text.add(name + ": " + both));
        return text.toString();
    }
}
