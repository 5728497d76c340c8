package io.vagus.jetstream.api;

/** A request body that is not what its type says. The message is what error 10025 tells, in nats-server's words. */
public final class InvalidJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidJson(String message) {
        super(message, null, false, false);
    }
}
