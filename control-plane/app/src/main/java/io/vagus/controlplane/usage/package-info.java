/** What each account is doing now, sampled from the nodes. */
@NullMarked
package io.vagus.controlplane.usage;

import org.jspecify.annotations.NullMarked;
