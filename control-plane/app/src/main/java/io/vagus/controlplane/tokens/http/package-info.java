/** The token operations of the API, and the way a token signs a request in. */
@NullMarked
package io.vagus.controlplane.tokens.http;

import org.jspecify.annotations.NullMarked;
