/** Puts the same load on two NATS servers in turn and compares what they deliver and what it costs them. */
@NullMarked
package io.vagus.bench;

import org.jspecify.annotations.NullMarked;
