/** What is logged: every name, level and key, and what ids look like there. */
@NullMarked
package io.cacheado.internal.log;

import org.jspecify.annotations.NullMarked;
