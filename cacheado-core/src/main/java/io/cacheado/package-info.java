/**
 * A cache for multi-tenant applications: one memory budget, a tree of scopes, typed caches.
 *
 * <p>Start at {@link io.cacheado.Cacheado#builder()}. A {@link io.cacheado.Cache} is a named, typed region; all key
 * operations live on the {@link io.cacheado.ScopedCache} that {@link io.cacheado.Cache#in} returns, so that a key cannot
 * be used without its tenant.
 *
 * <p>Unless said otherwise: everything is safe for use by many threads, but for builders; no argument may be null, and a null
 * is a {@link java.lang.NullPointerException} before anything has changed; a result that may be null is marked so. Other bad
 * arguments are an {@link java.lang.IllegalArgumentException} whose message says {@code name: value (allowed: …)}, before
 * anything has changed too. A missing id, scope or level is a {@link io.cacheado.scope.MissingScopeException}. What is asked of
 * a cacheado that is closed, or was not set up for it, is an {@link java.lang.IllegalStateException}. No method blocks but to
 * wait for a load or for its turn to load.
 */
@NullMarked
package io.cacheado;

import org.jspecify.annotations.NullMarked;
