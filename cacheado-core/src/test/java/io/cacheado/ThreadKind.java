package io.cacheado;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/** The kinds of threads that the JDK of this run has: virtual ones from JDK 21 on, made by reflection. */
public enum ThreadKind {
    PLATFORM {
        @Override
        public void start(Runnable task) {
            Thread thread = new Thread(task, "test");
            thread.setDaemon(true);
            thread.start();
        }
    },
    VIRTUAL {
        @Override
        public void start(Runnable task) {
            try {
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    };

    /** Starts a thread of this kind. */
    public abstract void start(Runnable task);

    /** Those that this JDK has. */
    public static Stream<ThreadKind> ofThisJdk() {
        return Runtime.version().feature() < 21 ? Stream.of(PLATFORM) : Stream.of(values());
    }

    /** Runs the body on a thread of this kind, and gives what it came to. */
    public <T> T run(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        start(task);
        return Threads.join(task);
    }
}
