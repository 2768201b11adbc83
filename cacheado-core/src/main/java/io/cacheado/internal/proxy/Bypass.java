package io.cacheado.internal.proxy;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done about a call without a scope that goes past its cache: it is counted, and logged without ids. */
public final class Bypass {
    private static final Logger LOG = LoggerFactory.getLogger("io.cacheado.bypass");

    private final Logger log;
    private final String cache;
    private final @Nullable String level;
    private final Runnable count;

    /**
     * @param level that whose scope is missing; null if it is made of the argument
     * @param count counts one bypass
     */
    public Bypass(String cache, @Nullable String level, Runnable count) {
        this(LOG, cache, level, count);
    }

    Bypass(Logger log, String cache, @Nullable String level, Runnable count) {
        this.log = log;
        this.cache = cache;
        this.level = level;
        this.count = count;
    }

    void happened() {
        count.run();
        log.atDebug()
                .addKeyValue("cache", cache)
                .addKeyValue("level", level == null ? "any" : level)
                .log("cache bypassed, there is no scope");
    }
}
