package io.vagus.server.config;

/**
 * An address to listen at.
 *
 * @param host a name or literal address, without brackets
 * @param port 0 to 65535, or {@link #RANDOM} for any free one
 */
public record HostPort(String host, int port) {
    /** The port number that asks for a free port. */
    public static final int RANDOM = -1;

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
