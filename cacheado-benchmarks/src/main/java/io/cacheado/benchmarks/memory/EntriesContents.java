package io.cacheado.benchmarks.memory;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.benchmarks.Key;
import io.cacheado.benchmarks.Peers;
import io.cacheado.benchmarks.Population;
import org.jspecify.annotations.Nullable;

/** The same number of entries for each of 10,000 users in 1,000 tenants: one cache of ours, or one Caffeine. */
final class EntriesContents {
    private static final Object VALUE = new Object();

    private final Population population = Population.of(Population.USUAL);
    private final String[] keys;

    EntriesContents(int entries) {
        keys = Texts.numbered("item-", entries);
    }

    private int user(int entry) {
        return entry % population.size();
    }

    Contents ours() {
        return new Contents() {
            private @Nullable Cacheado cacheado;

            private Cache<String, Object> cache() {
                return Peers.cache(requireNonNull(cacheado), "user");
            }

            @Override
            public void fill() {
                cacheado = Peers.cacheado().maximumSize(keys.length).build();
                for (int i = 0; i < keys.length; i++) {
                    cache().in(population.tenant(user(i)), population.user(user(i)))
                            .put(keys[i], VALUE);
                }
            }

            @Override
            public long alive() {
                long found = 0;
                for (int i = 0; i < keys.length; i++) {
                    Object value = cache().in(population.tenant(user(i)), population.user(user(i)))
                            .getIfPresent(keys[i]);
                    found += value == VALUE ? 1 : 0;
                }
                return found;
            }
        };
    }

    Contents theirs() {
        return new Contents() {
            private com.github.benmanes.caffeine.cache.@Nullable Cache<Key, Object> cache;

            @Override
            public void fill() {
                var made = Peers.<Key>caffeine(keys.length);
                for (int i = 0; i < keys.length; i++) {
                    made.put(population.key(user(i), keys[i]), VALUE);
                }
                made.cleanUp();
                cache = made;
            }

            @Override
            public long alive() {
                var made = requireNonNull(cache);
                long found = 0;
                for (int i = 0; i < keys.length; i++) {
                    found += made.getIfPresent(population.key(user(i), keys[i])) == VALUE ? 1 : 0;
                }
                return found;
            }
        };
    }
}
