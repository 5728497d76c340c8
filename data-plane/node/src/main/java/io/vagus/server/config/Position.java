package io.vagus.server.config;

/**
 * Where something stands in a configuration file. Lines count from 1; columns count from the line break before them, so
 * that they start at 0 on the first line and at 1 on every other, as nats-server prints them.
 */
record Position(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
