/** Handing removal events over. */
@NullMarked
package io.cacheado.internal.event;

import org.jspecify.annotations.NullMarked;
