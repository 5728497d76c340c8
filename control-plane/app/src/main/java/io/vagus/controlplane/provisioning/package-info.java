/** Brings accounts to the nodes, proves that they arrived and repairs drift. The only one that talks to nodes. */
@NullMarked
package io.vagus.controlplane.provisioning;

import org.jspecify.annotations.NullMarked;
