package io.cacheado.internal.scope;

import io.cacheado.scope.Scope;

/**
 * More is reserved directly below a scope than there is.
 *
 * @param asked the units reserved by the quotas
 * @param available those that can be
 */
public record Overcommitment(Scope scope, long asked, long available) {}
