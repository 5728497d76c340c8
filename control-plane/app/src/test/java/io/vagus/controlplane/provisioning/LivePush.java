package io.vagus.controlplane.provisioning;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vagus.controlplane.operator.Operator;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives an account's token to a real node, for tests that have one besides the nodes in memory. */
@ApplicationScoped
public class LivePush {

    private final Operator operator;
    private final String url;

    LivePush(Operator operator, @ConfigProperty(name = "vagus.nats.urls") String url) {
        this.operator = operator;
        this.url = url;
    }

    public void push(String accountJwt) {
        Options options = new Options.Builder()
                .server(url)
                .authHandler(new SystemUserAuth(operator.systemUser()))
                .build();
        try (Connection connection = Nats.connect(options)) {
            Message answer = connection.request(
                    "$SYS.REQ.CLAIMS.UPDATE", accountJwt.getBytes(StandardCharsets.US_ASCII), Duration.ofSeconds(5));
            if (answer == null || new String(answer.getData(), StandardCharsets.UTF_8).contains("\"error\"")) {
                throw new IllegalStateException("the node did not take the account");
            }
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
