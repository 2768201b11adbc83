/** Decorated functions and methods: whose a result is, under which key it is kept, and what a call means for it. */
@NullMarked
package io.cacheado.internal.proxy;

import org.jspecify.annotations.NullMarked;
