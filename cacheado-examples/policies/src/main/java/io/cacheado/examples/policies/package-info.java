/** Eviction policies written outside the cache. */
@NullMarked
package io.cacheado.examples.policies;

import org.jspecify.annotations.NullMarked;
