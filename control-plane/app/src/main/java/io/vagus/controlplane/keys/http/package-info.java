/** The signing key operations of the API. */
@NullMarked
package io.vagus.controlplane.keys.http;

import org.jspecify.annotations.NullMarked;
