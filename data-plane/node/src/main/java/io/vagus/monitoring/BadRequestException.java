package io.vagus.monitoring;

/** A request that cannot be read; its message is the answer. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message, null, false, false);
    }
}
