/** Rows of teams and memberships. */
@NullMarked
package io.vagus.controlplane.teams.store;

import org.jspecify.annotations.NullMarked;
