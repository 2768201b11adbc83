/** Queues and policies: which entry leaves when room is needed, and which queue pays. */
@NullMarked
package io.cacheado.internal.evict;

import org.jspecify.annotations.NullMarked;
