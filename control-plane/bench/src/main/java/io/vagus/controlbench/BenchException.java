package io.vagus.controlbench;

/** The measurement cannot go on: what was asked for is out of bounds, or the service does not do what it should. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
