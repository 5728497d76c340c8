/** The operations on sharing. */
@NullMarked
package io.vagus.controlplane.sharing.http;

import org.jspecify.annotations.NullMarked;
