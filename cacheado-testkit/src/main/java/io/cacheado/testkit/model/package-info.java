/**
 * A reference model of what a cacheado promises, and a seeded runner that compares the two after every operation.
 *
 * <p>How it reads: a {@link io.cacheado.testkit.model.Setup} is a random configuration, an
 * {@link io.cacheado.testkit.model.Op} a random operation as data. A {@link io.cacheado.testkit.model.Session} carries an
 * operation out on the engine and on the {@link io.cacheado.testkit.model.Model}; actions know what each operation
 * promises, the {@link io.cacheado.testkit.model.Settlement} judges the removal events, and the
 * {@link io.cacheado.testkit.model.Comparison} compares what is left. The {@link io.cacheado.testkit.model.ModelRunner} is
 * the program.
 */
@NullMarked
package io.cacheado.testkit.model;

import org.jspecify.annotations.NullMarked;
