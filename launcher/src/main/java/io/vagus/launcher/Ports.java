package io.vagus.launcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The TCP ports of one service, all on loopback. */
record Ports(int portal, int keycloak, int keycloakManagement, int billing, int nats, int monitoring, int postgres) {

    static final Ports DEFAULTS = new Ports(8080, 8180, 8181, 8090, 4222, 8222, 5433);

    /** Chosen ports lie below the range that systems hand out to outgoing connections. */
    private static final int LOWEST_CHOSEN = 20_000;

    private static final int HIGHEST_CHOSEN = 32_000;

    private static final int MAX_CHOICES = 1_000;

    /** Free ports for a home: those it had before while they are still free, otherwise new ones, remembered. */
    static Ports chosenFor(Home home) throws IOException {
        return Home.remembered(
                home.ports(), Ports.class, before -> before.all().stream().allMatch(Ports::isFree), Ports::chosen);
    }

    /** The default ports but for those named in {@code choice}, such as {@code portal=9000,nats=4333}. */
    static Ports named(String choice) {
        var ports = Json.MAPPER.<ObjectNode>valueToTree(DEFAULTS);
        for (var assignment : choice.split(",", -1)) {
            var parts = assignment.split("=", 2);
            if (parts.length != 2 || !ports.has(parts[0]) || !parts[1].matches("[0-9]{1,5}")) {
                throw new LaunchException(
                        "--ports takes default, auto, or names with numbers such as portal=9000,nats=4333;"
                                + " the names are " + String.join(", ", (Iterable<String>) ports::fieldNames));
            }
            ports.put(parts[0], Integer.parseInt(parts[1]));
        }
        return Json.MAPPER.convertValue(ports, Ports.class);
    }

    private static Ports chosen() {
        var taken = new HashSet<Integer>();
        return new Ports(
                choose(taken),
                choose(taken),
                choose(taken),
                choose(taken),
                choose(taken),
                choose(taken),
                choose(taken));
    }

    /** A free port that is none of those taken, and is one of them from now on. */
    static int choose(Set<Integer> taken) {
        for (int choice = 0; choice < MAX_CHOICES; choice++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_CHOSEN, HIGHEST_CHOSEN);
            if (isFree(port) && taken.add(port)) {
                return port;
            }
        }
        throw new LaunchException(
                "found no free port between " + LOWEST_CHOSEN + " and " + HIGHEST_CHOSEN + " on 127.0.0.1");
    }

    Set<Integer> all() {
        return Set.of(portal, keycloak, keycloakManagement, billing, nats, monitoring, postgres);
    }

    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String portalUrl() {
        return "http://127.0.0.1:" + portal;
    }

    /** Every origin under which a browser on this machine may have opened the portal. */
    List<String> portalOrigins() {
        return List.of(portalUrl(), "http://localhost:" + portal);
    }

    String keycloakUrl() {
        return "http://127.0.0.1:" + keycloak;
    }

    String keycloakManagementUrl() {
        return "http://127.0.0.1:" + keycloakManagement;
    }

    String billingUrl() {
        return "http://127.0.0.1:" + billing;
    }

    String natsUrl() {
        return "nats://127.0.0.1:" + nats;
    }

    String monitoringUrl() {
        return "http://127.0.0.1:" + monitoring;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + postgres + "/" + database;
    }

    String reactiveUrl(String database) {
        return "postgresql://127.0.0.1:" + postgres + "/" + database;
    }
}
