package io.cacheado.internal.evict;

import java.util.concurrent.locks.ReentrantLock;

/** One of the locks that guard queues and wheels. No other lock is taken, and no user code runs, while one is held. */
public final class Stripe extends ReentrantLock {
    private static final long serialVersionUID = 1L;
}
