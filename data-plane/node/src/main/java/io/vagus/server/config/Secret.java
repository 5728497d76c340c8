package io.vagus.server.config;

/** A password or token. Its text never shows in a log line or exception that somebody prints the record in. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
