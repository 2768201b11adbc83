/** How long operations take: JMH benchmarks in interleaved forks, and probes for what JMH cannot time. */
@NullMarked
package io.cacheado.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
