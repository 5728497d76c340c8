/** Tests of what brings accounts to the nodes, and the nodes that tests talk to. */
@NullMarked
package io.vagus.controlplane.provisioning;

import org.jspecify.annotations.NullMarked;
