/** Tests of how secrets are sealed. */
@NullMarked
package io.vagus.controlplane.custody;

import org.jspecify.annotations.NullMarked;
