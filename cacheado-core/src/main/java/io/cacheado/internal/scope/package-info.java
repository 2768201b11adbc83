/** Live nodes of the scope tree, their counters, the path table, and the reclaiming of what was dropped. */
@NullMarked
package io.cacheado.internal.scope;

import org.jspecify.annotations.NullMarked;
