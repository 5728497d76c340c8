/** What the node tells of itself and lets operators do: HTTP endpoints, the services and events of the system account. Reads snapshots only. */
@NullMarked
package io.vagus.monitoring;

import org.jspecify.annotations.NullMarked;
