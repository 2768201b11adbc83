/** Fakes of time, executors and listeners, and a checker of invariants, for deterministic tests of caching. */
@NullMarked
package io.cacheado.testkit;

import org.jspecify.annotations.NullMarked;
