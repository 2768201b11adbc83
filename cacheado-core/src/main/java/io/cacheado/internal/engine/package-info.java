/** Where the rooms meet: the calls of the API, step by step. */
@NullMarked
package io.cacheado.internal.engine;

import org.jspecify.annotations.NullMarked;
