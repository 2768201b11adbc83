package io.cacheado;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A ticker that stands still until a test moves it. */
public final class TestTime implements Ticker {
    private final AtomicLong nanos = new AtomicLong(1_000);

    @Override
    public long read() {
        return nanos.get();
    }

    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
