/** Who is connected to an account now, asked of the nodes at that moment. */
@NullMarked
package io.vagus.controlplane.connections;

import org.jspecify.annotations.NullMarked;
