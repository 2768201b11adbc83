/** The benchmark program: rows of measurements beside peers, asked for by name, and the table in which they end. */
@NullMarked
package io.cacheado.benchmarks;

import org.jspecify.annotations.NullMarked;
