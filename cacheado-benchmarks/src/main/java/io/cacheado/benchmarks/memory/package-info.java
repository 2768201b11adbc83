/** How many bytes are retained: footprints and leaks, each measured in a process of its own. */
@NullMarked
package io.cacheado.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
