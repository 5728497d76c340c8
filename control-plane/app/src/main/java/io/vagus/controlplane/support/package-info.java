/** An operator of the service works in a team for a time, because the team lets them. */
@NullMarked
package io.vagus.controlplane.support;

import org.jspecify.annotations.NullMarked;
