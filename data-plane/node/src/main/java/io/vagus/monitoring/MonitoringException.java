package io.vagus.monitoring;

/** A monitoring request that cannot be answered; its message is the answer. */
final class MonitoringException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MonitoringException(String message) {
        super(message, null, false, false);
    }
}
