/** The choice of what leaves first when room is needed. */
@NullMarked
package io.cacheado.policy;

import org.jspecify.annotations.NullMarked;
