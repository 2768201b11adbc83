/** The timer wheel that finds what has expired. */
@NullMarked
package io.cacheado.internal.expire;

import org.jspecify.annotations.NullMarked;
