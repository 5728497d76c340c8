/** Who calls: people known from the identity provider, and the caller of the request at hand. */
@NullMarked
package io.vagus.controlplane.identity;

import org.jspecify.annotations.NullMarked;
