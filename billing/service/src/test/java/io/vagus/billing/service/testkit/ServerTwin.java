package io.vagus.billing.service.testkit;

import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Counts as a NATS server does and says so in a server's words (the shape of the recorded answers). */
public final class ServerTwin {

    private final String id =
            "N" + UUID.randomUUID().toString().replace("-", "").toUpperCase(java.util.Locale.ROOT);
    private final Map<String, Traffic> accounts = new TreeMap<>();

    public ServerTwin move(String account, long inMessages, long inBytes, long outMessages, long outBytes) {
        accounts.merge(
                account,
                new Traffic(new Quantity(inMessages, inBytes), new Quantity(outMessages, outBytes)),
                Traffic::plus);
        return this;
    }

    /** An answer to the question for statistics. */
    public byte[] statistics() {
        String listed = accounts.entrySet().stream()
                .map(entry -> account(entry.getKey(), entry.getValue()))
                .map(fields -> "{" + fields + "}")
                .collect(Collectors.joining(","));
        return bytes("""
                {"server": %s, "data": {"server_id": "%s", "account_statz": [%s]}}""".formatted(server(), id, listed));
    }

    /** An event on an account's connections. */
    public byte[] connections(String account) {
        return bytes("""
                {"type": "io.nats.server.advisory.v1.account_connections", "server": %s, %s}""".formatted(server(), account(account, accounts.getOrDefault(account, Traffic.NONE))));
    }

    private String server() {
        return """
                {"name": "n1", "id": "%s", "ver": "2.15.2"}""".formatted(id);
    }

    private static String account(String name, Traffic traffic) {
        return """
                "acc": "%s", "conns": 1, "sent": %s, "received": %s""".formatted(name, flow(traffic.out()), flow(traffic.in()));
    }

    private static String flow(Quantity quantity) {
        return """
                {"msgs": %d, "bytes": %d}""".formatted(quantity.messages(), quantity.bytes());
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
