/** Recorded requests, replayed through the library and its peers: hit rates by policy, budget and tenant. */
@NullMarked
package io.cacheado.simulator;

import org.jspecify.annotations.NullMarked;
