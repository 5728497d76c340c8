/** Tests of personal access tokens. */
@NullMarked
package io.vagus.controlplane.tokens;

import org.jspecify.annotations.NullMarked;
