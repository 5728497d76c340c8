package io.vagus.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vagus.identity.AuthorizationRequestClaims;
import io.vagus.identity.AuthorizationResponseClaims;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.UserClaims;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that asks an authentication service of its configuration. */
class CalloutTest {
    private final NkeyPair issuer = NkeyPair.generate(KeyKind.ACCOUNT, new SecureRandom());
    private final BlockingQueue<AuthorizationRequestClaims> asked = new LinkedBlockingQueue<>();

    @TempDir
    Path directory;

    @Test
    void isToldOfTheClusterAndNotAskedAboutSomebodyWhoseAccountIsFull() throws Exception {
        Path config = Files.writeString(directory.resolve("callout.conf"), """
            cluster { name: HUB }
            accounts {
              AUTH { users: [ { user: auth, password: pwd } ] }
              FULL { users: [ { user: one, password: pwd } ], limits { max_connections: 1 } }
            }
            authorization { auth_callout { issuer: %s, account: AUTH, auth_users: [ auth ] } }
            """.formatted(issuer.publicKey()));
        try (ServerProcess server = ServerProcess.serving(directory, "-c", config.toString());
                Connection service = Nats.connect(new Options.Builder()
                        .server("nats://auth:pwd@127.0.0.1:" + server.port())
                        .build())) {
            serve(service);
            try (Socket first = server.connect();
                    Socket second = server.connect()) {
                assertThat(login(first)).isEqualTo("PONG");
                AuthorizationRequestClaims request = asked.poll(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(request).isNotNull();
                assertThat(request.data().path("server_id").path("cluster").asText())
                        .isEqualTo("HUB");

                assertThat(login(second)).isEqualTo("-ERR 'maximum account active connections exceeded'");
            }
            assertThat(asked).isEmpty();
        }
    }

    private static String login(Socket client) throws Exception {
        ServerProcess.readLine(client);
        ServerProcess.send(client, "CONNECT {\"verbose\":false,\"user\":\"one\",\"pass\":\"pwd\"}\r\nPING\r\n");
        return ServerProcess.readLine(client);
    }

    /** Lets everybody into the account that is full with one. */
    private void serve(Connection service) throws Exception {
        service.createDispatcher(message -> {
                    AuthorizationRequestClaims request =
                            Jwt.decode(new String(message.getData(), UTF_8), AuthorizationRequestClaims.class);
                    asked.add(request);
                    String user = Jwt.encode(
                            UserClaims.builder(request.userKey())
                                    .audience("FULL")
                                    .build(),
                            issuer,
                            Instant.now());
                    String answer = Jwt.encode(
                            AuthorizationResponseClaims.builder(request.userKey())
                                    .audience(request.data()
                                            .path("server_id")
                                            .path("id")
                                            .asText())
                                    .jwt(user)
                                    .build(),
                            issuer,
                            Instant.now());
                    service.publish(message.getReplyTo(), answer.getBytes(UTF_8));
                })
                .subscribe("$SYS.REQ.USER.AUTH");
        service.flush(ServerProcess.PATIENCE);
    }
}
