package io.cacheado;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** What SLF4J writes to in these tests: nothing, but while a test has a book open. */
public final class Logbook implements SLF4JServiceProvider, AutoCloseable {
    private static volatile Logbook open;

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter mdc = new NOPMDCAdapter();
    private final Queue<LoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final Level least;
    private final Consumer<LoggingEvent> onLine;

    /** For SLF4J. */
    public Logbook() {
        this(Level.ERROR, line -> {});
    }

    private Logbook(Level least, Consumer<LoggingEvent> onLine) {
        this.least = least;
        this.onLine = onLine;
    }

    /** Opens a book for all loggers, from a level on. */
    static Logbook open(Level least) {
        return open(least, line -> {});
    }

    /** As {@link #open(Level)}, with something that is done when a line is written. */
    static Logbook open(Level least, Consumer<LoggingEvent> onLine) {
        open = new Logbook(least, onLine);
        return open;
    }

    @Override
    public void close() {
        open = null;
    }

    static boolean isOn(Level level) {
        Logbook book = open;
        return book != null && level.toInt() >= book.least.toInt();
    }

    static void write(LoggingEvent event) {
        Logbook book = open;
        if (book != null) {
            book.events.add(event);
            book.onLine.accept(event);
        }
    }

    List<LoggingEvent> lines() {
        return List.copyOf(events);
    }

    /** The lines of one name, as {@code key=value} pairs in order. */
    List<String> lines(String name) {
        return events.stream()
                .filter(event -> event.getMessage().equals(name))
                .map(Logbook::pairs)
                .toList();
    }

    private static String pairs(LoggingEvent event) {
        return event.getKeyValuePairs() == null
                ? ""
                : event.getKeyValuePairs().stream()
                        .map(pair -> pair.key + "=" + pair.value)
                        .collect(Collectors.joining(" "));
    }

    static Object value(LoggingEvent event, String key) {
        return event.getKeyValuePairs().stream()
                .filter((KeyValuePair pair) -> pair.key.equals(key))
                .findFirst()
                .map(pair -> pair.value)
                .orElse(null);
    }

    /** All that a line could show: message, arguments, pairs, stack. */
    static String text(LoggingEvent event) {
        StringWriter text = new StringWriter();
        text.append(event.getLoggerName())
                .append(' ')
                .append(event.getMessage())
                .append(' ');
        if (event.getArguments() != null) {
            text.append(event.getArguments().toString()).append(' ');
        }
        text.append(pairs(event));
        if (event.getThrowable() != null) {
            event.getThrowable().printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(name, LogRecorder::new);
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}
}
