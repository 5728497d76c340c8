/** NATS accounts: names, limits, suspension, and how far a change got. */
@NullMarked
package io.vagus.controlplane.accounts;

import org.jspecify.annotations.NullMarked;
