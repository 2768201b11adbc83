/** Tags: which entries have them, and when they were dropped. */
@NullMarked
package io.cacheado.internal.tag;

import org.jspecify.annotations.NullMarked;
