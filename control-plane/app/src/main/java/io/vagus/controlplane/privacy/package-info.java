/** What we know of a person, for that person: to take along and to have forgotten. */
@NullMarked
package io.vagus.controlplane.privacy;

import org.jspecify.annotations.NullMarked;
