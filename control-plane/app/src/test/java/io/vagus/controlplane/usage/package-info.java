/** Tests of how traffic is counted. */
@NullMarked
package io.vagus.controlplane.usage;

import org.jspecify.annotations.NullMarked;
