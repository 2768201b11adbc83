package io.cacheado.benchmarks;

/** A group of measurements that belong together and are asked for by one name. */
public interface Row {
    /** The name, as {@code -Drows} takes it. */
    String name();

    /** What is measured, in a few words. */
    String about();

    /** Measures, and reports lines for the table. */
    void run(Settings settings, Report report) throws Exception;
}
