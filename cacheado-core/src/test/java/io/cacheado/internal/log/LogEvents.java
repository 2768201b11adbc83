package io.cacheado.internal.log;

import java.util.List;
import java.util.stream.Stream;

/** The log events that there are, for tests: name, logger, level. */
public final class LogEvents {
    private LogEvents() {}

    public static List<String> all() {
        return Stream.of(LogEvent.values())
                .map(event -> event.text() + " " + event.logger().getName() + " " + event.level())
                .toList();
    }
}
