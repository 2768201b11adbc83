/** The current scopes of a thread: opened, hidden while a load runs, and carried to other threads. */
@NullMarked
package io.cacheado.internal.context;

import org.jspecify.annotations.NullMarked;
