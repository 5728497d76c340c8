package io.vagus.billing.metering;

import java.util.regex.Pattern;

/**
 * One life of one server process, in which its counters only grow. A NATS server makes a new identity key at each start
 * (source: `nats-server server/server.go`, seen on 2.15.2), so its id names the boot and a restart is another
 * boot.
 *
 * @param serverId the `server.id` of its answers
 */
public record ServerBoot(String serverId) implements Comparable<ServerBoot> {

    public static final int MAX_LENGTH = 128;

    private static final Pattern SHAPE = Pattern.compile("[\\x21-\\x7e]{1," + MAX_LENGTH + "}");

    public ServerBoot {
        if (!SHAPE.matcher(serverId).matches()) {
            throw new IllegalArgumentException(
                    "expected 1 to " + MAX_LENGTH + " printable characters, actual length=" + serverId.length());
        }
    }

    @Override
    public int compareTo(ServerBoot other) {
        return serverId.compareTo(other.serverId);
    }
}
