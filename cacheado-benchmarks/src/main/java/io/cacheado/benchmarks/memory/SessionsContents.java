package io.cacheado.benchmarks.memory;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.benchmarks.Key;
import io.cacheado.benchmarks.Peers;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sessions, a hundred to a tenant, with some entries each in every one of some caches: ours, one Caffeine for each session,
 * or one Caffeine with composite keys of session, cache and key.
 */
final class SessionsContents {
    private static final Object VALUE = new Object();
    private static final int TO_A_TENANT = 100;

    private final String[] tenants;
    private final String[] sessions;
    private final String[] caches;
    private final String[] keys;

    SessionsContents(int sessions, int caches, int entries) {
        this.tenants = Texts.numbered("tenant-", sessions / TO_A_TENANT);
        this.sessions = Texts.numbered("session-", sessions);
        this.caches = Texts.numbered("cache-", caches);
        this.keys = Texts.numbered("item-", entries);
    }

    long entries() {
        return (long) sessions.length * caches.length * keys.length;
    }

    Contents ours() {
        return new Contents() {
            private @Nullable Cacheado cacheado;

            @SuppressWarnings({"unchecked", "rawtypes"})
            private Cache<String, Object>[] caches() {
                Cache<String, Object>[] all = new Cache[caches.length];
                for (int i = 0; i < all.length; i++) {
                    all[i] = Peers.cache(requireNonNull(cacheado), "session", caches[i]);
                }
                return all;
            }

            @Override
            public void fill() {
                cacheado = Peers.cacheado().maximumSize(entries()).build();
                Cache<String, Object>[] all = caches();
                for (int i = 0; i < sessions.length; i++) {
                    for (Cache<String, Object> cache : all) {
                        ScopedCache<String, Object> session = cache.in(tenants[i / TO_A_TENANT], sessions[i]);
                        for (String key : keys) {
                            session.put(key, VALUE);
                        }
                    }
                }
            }

            @Override
            public long alive() {
                long found = 0;
                Cache<String, Object>[] all = caches();
                for (int i = 0; i < sessions.length; i++) {
                    for (Cache<String, Object> cache : all) {
                        ScopedCache<String, Object> session = cache.in(tenants[i / TO_A_TENANT], sessions[i]);
                        for (String key : keys) {
                            found += session.getIfPresent(key) == VALUE ? 1 : 0;
                        }
                    }
                }
                return found;
            }
        };
    }

    /** One Caffeine for each session, in a map by the session's id; there must be one cache. */
    Contents oneEach() {
        return new Contents() {
            private final ConcurrentHashMap<String, com.github.benmanes.caffeine.cache.Cache<String, Object>> map =
                    new ConcurrentHashMap<>();

            @Override
            public void fill() {
                for (String session : sessions) {
                    com.github.benmanes.caffeine.cache.Cache<String, Object> cache = Caffeine.newBuilder()
                            .maximumSize(100)
                            .expireAfterWrite(Peers.LIFE)
                            .build();
                    for (String key : keys) {
                        cache.put(key, VALUE);
                    }
                    cache.cleanUp();
                    map.put(session, cache);
                }
            }

            @Override
            public long alive() {
                long found = 0;
                for (String session : sessions) {
                    for (String key : keys) {
                        found += requireNonNull(map.get(session)).getIfPresent(key) == VALUE ? 1 : 0;
                    }
                }
                return found;
            }
        };
    }

    /** One Caffeine for all. */
    Contents composite() {
        return new Contents() {
            private final com.github.benmanes.caffeine.cache.Cache<Key, Object> cache = Peers.caffeine(entries());

            @Override
            public void fill() {
                for (String session : sessions) {
                    for (String name : caches) {
                        for (String key : keys) {
                            cache.put(new Key(session, name, key), VALUE);
                        }
                    }
                }
                cache.cleanUp();
            }

            @Override
            public long alive() {
                long found = 0;
                for (String session : sessions) {
                    for (String name : caches) {
                        for (String key : keys) {
                            found += cache.getIfPresent(new Key(session, name, key)) == VALUE ? 1 : 0;
                        }
                    }
                }
                return found;
            }
        };
    }
}
