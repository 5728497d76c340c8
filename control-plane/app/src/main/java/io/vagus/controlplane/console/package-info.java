/** What those who run the service see and do: nodes, tenants, drift, keys, and the state that everybody may see. */
@NullMarked
package io.vagus.controlplane.console;

import org.jspecify.annotations.NullMarked;
