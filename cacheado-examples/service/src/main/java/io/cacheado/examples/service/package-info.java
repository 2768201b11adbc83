/** A service of many tenants that caches, as an example of how one is tested. */
@NullMarked
package io.cacheado.examples.service;

import org.jspecify.annotations.NullMarked;
