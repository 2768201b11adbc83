package io.cacheado.simulator;

/** A form of lines, each of which is a request. One is made for each file. */
interface LineFormat {
    /**
     * Adds the line's request.
     *
     * @throws BadLine if it has none; nothing was added then
     */
    void read(String line, TraceBuilder trace) throws BadLine;

    /** How many lines were well formed, but no request that a cache would answer. */
    default int leftOut() {
        return 0;
    }
}
