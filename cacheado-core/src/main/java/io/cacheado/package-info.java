/**
 * A cache for multi-tenant applications: one memory budget, a tree of scopes, typed caches.
 *
 * <p>Start at {@link io.cacheado.Cacheado#builder()}. A {@link io.cacheado.Cache} is a named, typed region; all key
 * operations live on the {@link io.cacheado.ScopedCache} that {@link io.cacheado.Cache#in} returns, so that a key cannot
 * be used without its tenant.
 */
@NullMarked
package io.cacheado;

import org.jspecify.annotations.NullMarked;
