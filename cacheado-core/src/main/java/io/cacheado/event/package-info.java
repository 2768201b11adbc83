/** What operators are told: why an entry left, and to whom it belonged. */
@NullMarked
package io.cacheado.event;

import org.jspecify.annotations.NullMarked;
