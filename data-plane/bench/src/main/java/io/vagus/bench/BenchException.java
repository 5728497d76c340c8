package io.vagus.bench;

import org.jspecify.annotations.Nullable;

/** A comparison that could not be made; the message says which part failed. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
