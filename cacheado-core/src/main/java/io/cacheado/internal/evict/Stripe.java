package io.cacheado.internal.evict;

import java.util.concurrent.locks.ReentrantLock;

/** One of the locks that guard queues and wheels. Never held together with another lock, nor while user code runs. */
public final class Stripe extends ReentrantLock {
    private static final long serialVersionUID = 1L;
}
