/**
 * A JUnit Jupiter extension: a fresh, deterministic cacheado for each test, checked and closed afterwards. Needs {@code
 * org.junit.jupiter:junit-jupiter-api}, which the rest of the testkit does not.
 */
@NullMarked
package io.cacheado.testkit.junit;

import org.jspecify.annotations.NullMarked;
