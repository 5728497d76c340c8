/** JetStream as a whole on a simulated clock and disk, out of one seed. */
@NullMarked
package io.vagus.simulation;

import org.jspecify.annotations.NullMarked;
