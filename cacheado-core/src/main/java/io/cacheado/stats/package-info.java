/** Immutable snapshots of what a cache did. */
@NullMarked
package io.cacheado.stats;

import org.jspecify.annotations.NullMarked;
