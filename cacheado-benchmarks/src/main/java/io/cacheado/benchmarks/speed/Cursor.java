package io.cacheado.benchmarks.speed;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Where a thread stands in its list of requests; threads start far apart. */
@State(Scope.Thread)
public class Cursor {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private int at;

    @Setup
    public void start() {
        at = THREADS.getAndIncrement() * 0x2aaaaaab;
    }

    int next(int mask) {
        return at++ & mask;
    }
}
