/** Teams, their members and roles; the gate every tenant's resource is behind. */
@NullMarked
package io.vagus.controlplane.teams;

import org.jspecify.annotations.NullMarked;
