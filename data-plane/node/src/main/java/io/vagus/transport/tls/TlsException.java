package io.vagus.transport.tls;

import java.io.IOException;

/** Settings that no TLS can be made of. The message is what nats-server says in that case, as far as it is about the file. */
public final class TlsException extends IOException {
    private static final long serialVersionUID = 1;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
