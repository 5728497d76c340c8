/** Tells a team's own systems what happens in the team, signed. */
@NullMarked
package io.vagus.controlplane.webhooks;

import org.jspecify.annotations.NullMarked;
