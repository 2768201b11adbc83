package io.cacheado.internal.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * All that is logged: the name, which is the message of its lines, the logger, and the level. Names, loggers, levels and keys
 * are an API; the guide lists them, and a test holds the list against this.
 */
enum LogEvent {
    CACHEADO_BUILT("cacheado.built", "cacheado", Level.DEBUG),
    CACHEADO_CLOSED("cacheado.closed", "cacheado", Level.INFO),
    CACHE_CREATED("cache.created", "cache", Level.DEBUG),
    CACHE_BYPASSED("cache.bypassed", "bypass", Level.DEBUG),
    SETTING_CHANGED("setting.changed", "change", Level.INFO),
    SCOPE_DROPPED("scope.dropped", "drop", Level.DEBUG),
    CACHE_DROPPED("cache.dropped", "drop", Level.DEBUG),
    TAG_DROPPED("tag.dropped", "drop", Level.DEBUG),
    LOAD_FAILED("load.failed", "load", Level.WARN),
    LOAD_REJECTED("load.rejected", "load", Level.WARN),
    LOAD_SLOW("load.slow", "load", Level.WARN),
    LOAD_TIMED_OUT("load.timed-out", "load", Level.WARN),
    REFRESH_FAILED("refresh.failed", "load", Level.WARN),
    LISTENER_FAILED("listener.failed", "listener", Level.WARN),
    POLICY_FAILED("policy.failed", "policy", Level.WARN),
    QUOTA_OVERCOMMITTED("quota.overcommitted", "quota", Level.WARN),
    EXECUTOR_REFUSED("executor.refused", "executor", Level.WARN),
    EXPIRY_SWEPT("expiry.swept", "expiry", Level.DEBUG),
    ENTRY_REMOVED("entry.removed", "removal", Level.TRACE),
    REQUEST_HIT("request.hit", "request", Level.TRACE),
    REQUEST_MISS("request.miss", "request", Level.TRACE);

    private final String text;
    private final Logger logger;
    private final Level level;

    LogEvent(String text, String area, Level level) {
        this.text = text;
        this.logger = LoggerFactory.getLogger("io.cacheado." + area);
        this.level = level;
    }

    /** Its stable name. */
    String text() {
        return text;
    }

    Logger logger() {
        return logger;
    }

    Level level() {
        return level;
    }

    /** Whether its line would be written; allocates nothing. */
    boolean isOn() {
        return isOn(level);
    }

    /** Whether its line would be written at another level. */
    boolean isOn(Level at) {
        try {
            return logger.isEnabledForLevel(at);
        } catch (RuntimeException e) {
            // A logger that fails must not reach who only wanted a value.
            return false;
        }
    }
}
