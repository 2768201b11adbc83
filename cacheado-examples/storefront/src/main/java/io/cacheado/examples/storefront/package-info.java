/**
 * The quickstart: a shop with many stores on a real database, with and without Cacheado.
 *
 * <p>Read {@link io.cacheado.examples.storefront.CachedShop} first: it is all that a service has to write.
 */
@NullMarked
package io.cacheado.examples.storefront;

import org.jspecify.annotations.NullMarked;
