/** The NATS operator and system account of this installation, and the files that bootstrap nodes and billing. */
@NullMarked
package io.vagus.controlplane.operator;

import org.jspecify.annotations.NullMarked;
