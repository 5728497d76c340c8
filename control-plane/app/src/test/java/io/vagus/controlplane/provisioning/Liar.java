package io.vagus.controlplane.provisioning;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vagus.controlplane.operator.Operator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Says of a real node that it took every account it was given, in the node's own words, whatever the node does. */
public final class Liar implements AutoCloseable {

    private final AtomicInteger lies = new AtomicInteger();
    private final Connection connection;

    private Liar(Connection connection) {
        this.connection = connection;
    }

    /** From now on it answers for the node at this address. */
    public static Liar of(String url, Operator operator) throws IOException, InterruptedException, TimeoutException {
        Connection connection = Nats.connect(new Options.Builder()
                .server(url)
                .noRandomize()
                .ignoreDiscoveredServers()
                .authHandler(new SystemUserAuth(operator.systemUser()))
                .build());
        Liar liar = new Liar(connection);
        byte[] lie = """
            {"server": {"name": "liar", "id": "%s"}, "data": {"account": "any", "code": 200, "message": "jwt updated"}}
            """.formatted(connection.getServerInfo().getServerId()).getBytes(StandardCharsets.UTF_8);
        connection
                .createDispatcher(order -> {
                    liar.lies.incrementAndGet();
                    connection.publish(order.getReplyTo(), lie);
                })
                .subscribe("$SYS.REQ.CLAIMS.UPDATE");
        connection.flush(Duration.ofSeconds(5));
        return liar;
    }

    /** How often it did. */
    public int lies() {
        return lies.get();
    }

    @Override
    public void close() throws InterruptedException {
        connection.close();
    }
}
