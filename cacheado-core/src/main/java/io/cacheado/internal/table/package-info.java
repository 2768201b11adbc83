/** The index: entries, the hash table of one (scope, cache), its split into sub-tables. Knows nothing of what a scope means. */
@NullMarked
package io.cacheado.internal.table;

import org.jspecify.annotations.NullMarked;
