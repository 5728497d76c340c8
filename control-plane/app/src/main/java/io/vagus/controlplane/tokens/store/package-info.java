/** Rows of personal access tokens. */
@NullMarked
package io.vagus.controlplane.tokens.store;

import org.jspecify.annotations.NullMarked;
