/** Which requests hit: recorded traces, replayed on the real library and on peers. */
@NullMarked
package io.cacheado.benchmarks.trace;

import org.jspecify.annotations.NullMarked;
