/** The client protocol's grammar: control lines, CONNECT and INFO documents, error texts and closed reasons. No sockets, no threads. */
@NullMarked
package io.vagus.protocol;

import org.jspecify.annotations.NullMarked;
