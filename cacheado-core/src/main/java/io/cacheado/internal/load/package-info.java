/** Single flight: one load for all who wait, and who waits for whom. */
@NullMarked
package io.cacheado.internal.load;

import org.jspecify.annotations.NullMarked;
