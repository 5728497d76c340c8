/** Personal access tokens: made, recognised, revoked. */
@NullMarked
package io.vagus.controlplane.tokens;

import org.jspecify.annotations.NullMarked;
