/** The team, member, audit and me operations of the API. */
@NullMarked
package io.vagus.controlplane.teams.http;

import org.jspecify.annotations.NullMarked;
