/** Counters and snapshots. */
@NullMarked
package io.cacheado.internal.stats;

import org.jspecify.annotations.NullMarked;
