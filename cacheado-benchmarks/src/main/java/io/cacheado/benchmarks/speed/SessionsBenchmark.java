package io.cacheado.benchmarks.speed;

import io.cacheado.Cache;
import io.cacheado.benchmarks.Peers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Look-ups that hit while another thread lets sessions come and go. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class SessionsBenchmark {
    /** The workload of {@link HitBenchmark}, and a thread that drops sessions. */
    public static class Busy extends HitBenchmark.Ours {
        /** Sessions dropped in a second. */
        @Param("0")
        public int drops;

        private @Nullable Thread dropper;
        private volatile boolean ended;

        @Setup
        public void start() {
            if (drops > 0) {
                Cache<String, Object> sessions = Peers.cache(cacheado, "session");
                Thread made = new Thread(() -> drop(sessions), "dropper");
                made.setDaemon(true);
                made.start();
                dropper = made;
            }
        }

        private void drop(Cache<String, Object> sessions) {
            long gap = TimeUnit.SECONDS.toNanos(1) / drops;
            long next = System.nanoTime();
            for (int n = 0; !ended; n++) {
                String tenant = population.tenant((n * 7919 & Integer.MAX_VALUE) % population.size());
                String session = "session-" + n;
                for (int i = 0; i < 3; i++) {
                    sessions.in(tenant, session).put("item-" + i, VALUE);
                }
                cacheado.evict(cacheado.scope("session", tenant, session));
                next += gap;
                long wait = next - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
            }
        }

        @Override
        void stop() throws InterruptedException {
            ended = true;
            Thread made = dropper;
            if (made != null) {
                made.join();
            }
        }
    }

    @Benchmark
    public @Nullable Object handle(Busy ours, Cursor cursor) {
        Requests requests = ours.requests;
        int i = cursor.next(requests.mask);
        return ours.handles[requests.users[i]].getIfPresent(requests.keys[i]);
    }
}
