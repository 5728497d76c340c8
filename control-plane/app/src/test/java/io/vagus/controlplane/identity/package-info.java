/** Tests of personal access tokens. */
@NullMarked
package io.vagus.controlplane.identity;

import org.jspecify.annotations.NullMarked;
