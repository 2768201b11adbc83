/**
 * Fakes of time, executors, loaders and listeners, assertions and a checker of invariants, for deterministic tests of caching.
 */
@NullMarked
package io.cacheado.testkit;

import org.jspecify.annotations.NullMarked;
