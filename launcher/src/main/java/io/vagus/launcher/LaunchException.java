package io.vagus.launcher;

/** Why the service cannot start or go on, worded for the person at the terminal: it names the part and what to do. */
final class LaunchException extends RuntimeException {
    LaunchException(String message) {
        super(message);
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
