package io.cacheado.benchmarks.memory;

/** A cache or several, and the entries that they are to hold. */
interface Contents {
    /** Makes the caches and puts every entry. */
    void fill();

    /** Looks every entry up; how many were found. */
    long alive();
}
