/** Signing keys of accounts; a scoped one is a role. */
@NullMarked
package io.vagus.controlplane.keys;

import org.jspecify.annotations.NullMarked;
