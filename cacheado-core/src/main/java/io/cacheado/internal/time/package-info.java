/** The clock. */
@NullMarked
package io.cacheado.internal.time;

import org.jspecify.annotations.NullMarked;
