/** Client connections: the client protocol's behaviour on top of the transport. */
@NullMarked
package io.vagus.transport.client;

import org.jspecify.annotations.NullMarked;
