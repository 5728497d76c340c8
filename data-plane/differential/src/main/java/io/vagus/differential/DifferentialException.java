package io.vagus.differential;

import org.jspecify.annotations.Nullable;

/** The comparison itself could not be made. */
final class DifferentialException extends RuntimeException {
    DifferentialException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
