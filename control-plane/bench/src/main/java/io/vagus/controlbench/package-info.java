/** Fills a running service and measures its control plane from outside. */
@NullMarked
package io.vagus.controlbench;

import org.jspecify.annotations.NullMarked;
