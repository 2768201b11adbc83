/**
 * Who owns an entry: the declared levels ({@link io.cacheado.scope.ScopeLevel}), the tree they form
 * ({@link io.cacheado.scope.ScopeTree}), one concrete place in it ({@link io.cacheado.scope.Scope}) and what that place
 * may hold ({@link io.cacheado.scope.Quota}).
 *
 * <p>All of these are immutable values, safe for all threads, and know nothing of a running cache;
 * {@link io.cacheado.scope.CurrentScope} is for whom a thread works at the moment. No parameter may
 * be null and nothing returns null, unless it is marked so.
 */
@NullMarked
package io.cacheado.scope;

import org.jspecify.annotations.NullMarked;
