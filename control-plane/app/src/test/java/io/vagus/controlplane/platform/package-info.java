/** Tests of what all features share. */
@NullMarked
package io.vagus.controlplane.platform;

import org.jspecify.annotations.NullMarked;
