/**
 * Caching by annotations: what {@link io.cacheado.Cacheado#proxy} reads from the methods of an interface, of its
 * super-interfaces, and of the class that implements it.
 */
@NullMarked
package io.cacheado.annotation;

import org.jspecify.annotations.NullMarked;
