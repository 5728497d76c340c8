/** Which accounts have a change that the nodes have not taken yet, and whose turn it is. */
@NullMarked
package io.vagus.controlplane.outbox;

import org.jspecify.annotations.NullMarked;
