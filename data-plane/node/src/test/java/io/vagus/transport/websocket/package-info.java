@NullMarked
package io.vagus.transport.websocket;

import org.jspecify.annotations.NullMarked;
