/** Tests of personal access teams. */
@NullMarked
package io.vagus.controlplane.teams;

import org.jspecify.annotations.NullMarked;
