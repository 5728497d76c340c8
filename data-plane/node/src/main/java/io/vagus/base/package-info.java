/** What every level of the node stands on: the ports for time, chance and the log, and the names of its limits. It knows nothing of NATS. */
@NullMarked
package io.vagus.base;

import org.jspecify.annotations.NullMarked;
