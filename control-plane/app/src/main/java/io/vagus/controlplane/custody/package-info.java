/** Keeps nkey seeds sealed under a key-encryption key that somebody else holds. */
@NullMarked
package io.vagus.controlplane.custody;

import org.jspecify.annotations.NullMarked;
