package io.vagus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vagus.account.AccountLimits;
import io.vagus.account.Accounts;
import io.vagus.account.ConnectionType;
import io.vagus.account.Permissions;
import io.vagus.account.TrustedProxies;
import io.vagus.account.local.Door;
import io.vagus.account.local.LiveUsers;
import io.vagus.account.local.LocalAccess;
import io.vagus.account.local.LocalAccount;
import io.vagus.account.local.LocalAuthenticator;
import io.vagus.account.local.LocalUser;
import io.vagus.account.local.Secret;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Logins by what stands in the configuration, on the wire. */
class LoginTest {
    private static final Executor AT_ONCE = Runnable::run;
    private static final String VIOLATION = "-ERR 'Authorization Violation'\r\n";

    private final TrustedProxies proxies = new TrustedProxies(List.of());
    private final AtomicReference<@Nullable LocalAuthenticator> running = new AtomicReference<>();
    private final AtomicReference<@Nullable Accounts> accounts = new AtomicReference<>();

    private static LocalUser user(String name, String password) {
        return LocalUser.named(name, new Secret(password));
    }

    private static LocalAccess access(LocalUser... users) {
        return new LocalAccess(Door.OPEN, Door.OPEN, Door.OPEN, false, List.of(users), List.of(), false, null);
    }

    private RunningNode node(LocalAccess access) throws IOException {
        return new RunningNode(options -> options, known -> {
            LocalAuthenticator made = new LocalAuthenticator(known, access, proxies, AT_ONCE, null);
            accounts.set(known);
            running.set(made);
            return made;
        });
    }

    private static String login(RunningNode node, String members) throws IOException {
        try (RawClient client = new RawClient(node.address)) {
            client.readUntil("\r\n");
            client.send("CONNECT {\"verbose\":false," + members + "}\r\nPING\r\n");
            return client.readUntil("\r\n");
        }
    }

    @Test
    void letsInByNameAndPasswordOnly() throws IOException {
        String hash = "$2a$04$RVEZv0dHGHp6nATx.9eRYuDwBDQhd5xVE6UlHzmTY4fF8s7qGJL16";
        try (RunningNode node = node(access(user("ann", "right"), user("hash", hash)))) {
            assertThat(login(node, "\"user\":\"ann\",\"pass\":\"right\"")).isEqualTo("PONG\r\n");
            assertThat(login(node, "\"user\":\"ann\",\"pass\":\"wrong\"")).isEqualTo(VIOLATION);
            assertThat(login(node, "\"user\":\"ann\"")).isEqualTo(VIOLATION);
            assertThat(login(node, "\"user\":\"eve\",\"pass\":\"right\"")).isEqualTo(VIOLATION);
            assertThat(login(node, "\"user\":\"hash\",\"pass\":\"" + hash + "\""))
                    .isEqualTo(VIOLATION);
        }
    }

    @Test
    void knowsWhetherSecretsAreHashed() {
        String hash = "$2a$04$RVEZv0dHGHp6nATx.9eRYuDwBDQhd5xVE6UlHzmTY4fF8s7qGJL16";

        assertThat(access(user("ann", "right")).hasHashedSecrets()).isFalse();
        assertThat(access(user("ann", "right"), user("hash", hash)).hasHashedSecrets())
                .isTrue();
    }

    @Test
    void letsInByKindOfLink() throws IOException {
        LocalUser webOnly = new LocalUser("web", new Secret("w"), null, null, Set.of(ConnectionType.WEBSOCKET), false);
        LocalUser standard = new LocalUser(
                "std", new Secret("s"), null, null, Set.of(ConnectionType.STANDARD, ConnectionType.MQTT), false);
        try (RunningNode node = node(access(webOnly, standard))) {
            assertThat(login(node, "\"user\":\"web\",\"pass\":\"w\"")).isEqualTo(VIOLATION);
            assertThat(login(node, "\"user\":\"std\",\"pass\":\"s\"")).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void aMissingPasswordIsNoInvitationWhereCertificatesNameUsers() throws IOException {
        LocalAccess mapped = access(user("cert", "")).withWebsocketDoor(Door.OPEN.withCertificatesMapped(true));
        try (RunningNode node = node(mapped)) {
            assertThat(login(node, "\"user\":\"cert\"")).isEqualTo(VIOLATION);
        }
        try (RunningNode node = node(access(user("cert", "")))) {
            assertThat(login(node, "\"user\":\"cert\"")).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void letsInByNkeyAndProxySignature() throws IOException {
        NkeyPair key = NkeyPair.generate(KeyKind.USER, new SecureRandom());
        NkeyPair proxy = NkeyPair.generate(KeyKind.SERVER, new SecureRandom());
        proxies.replace(List.of(proxy.publicKey().toString()));
        LocalUser proxied =
                new LocalUser(null, LocalUser.NO_PASSWORD, key.publicKey().toString(), null, Set.of(), true);
        try (RunningNode node = node(access(proxied))) {
            assertThat(byKey(node, key, key)).isEqualTo(VIOLATION);
            awaitClosed(node, 1);
            assertThat(byKey(node, key, null)).isEqualTo(VIOLATION);
            awaitClosed(node, 2);
            assertThat(byKey(node, key, proxy)).isEqualTo("PONG\r\n");
            awaitClosed(node, 3);
            assertThat(node.node.closedConnections())
                    .extracting(closed -> String.valueOf(closed.closedReason()))
                    .containsExactly("PROXY_NOT_TRUSTED", "PROXY_REQUIRED", "CLIENT_CLOSED");
            assertThat(node.node.closedConnections().getLast().user().proxyKey())
                    .isEqualTo(proxy.publicKey().toString());
        }
    }

    /** Connections belong to different loops: one that is over is waited for, so that their order is certain. */
    private static void awaitClosed(RunningNode node, int connections) {
        await().until(() -> node.node.closedConnections().size() == connections);
    }

    private static String byKey(RunningNode node, NkeyPair key, @Nullable NkeyPair proxy) throws IOException {
        try (RawClient client = new RawClient(node.address)) {
            String info = client.readUntil("\r\n");
            String nonce = info.split("\"nonce\":\"")[1].split("\"")[0];
            client.send(
                    "CONNECT {\"verbose\":false,\"nkey\":\"" + key.publicKey() + "\",\"sig\":\"" + signed(key, nonce)
                            + "\"" + (proxy == null ? "" : ",\"proxy_sig\":\"" + signed(proxy, nonce) + "\"")
                            + "}\r\nPING\r\n");
            return client.readUntil("\r\n");
        }
    }

    private static String signed(NkeyPair key, String nonce) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.sign(nonce.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void servesThoseWhoShowNothingAsTheNoAuthUser() throws IOException {
        LocalUser nobody = new LocalUser(
                "nobody",
                new Secret("x"),
                null,
                new Permissions(new Permissions.Rules(List.of("ok"), List.of()), Permissions.Rules.ANY, null),
                Set.of(),
                false);
        LocalAccess access = access(nobody, user("ann", "a")).withDoor(Door.OPEN.withNoAuthUser("nobody", false));
        try (RunningNode node = node(access);
                RawClient early = new RawClient(node.address)) {
            assertThat(early.readUntil("\r\n")).doesNotContain("auth_required");
            early.send("PUB no 0\r\n\r\nPING\r\n");
            assertThat(early.readUntil("PONG\r\n"))
                    .isEqualTo("-ERR 'Permissions Violation for Publish to \"no\"'\r\nPONG\r\n");
            assertThat(login(node, "\"pass\":\"a\"")).isEqualTo(VIOLATION);
            assertThat(login(node, "\"protocol\":1")).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void aSystemUserAloneLocksOutNobody() throws IOException {
        LocalAccess access = new LocalAccess(
                        Door.OPEN,
                        Door.OPEN,
                        Door.OPEN,
                        false,
                        List.of(),
                        List.of(new LocalAccount("$SYS", List.of(user("admin", "x")), AccountLimits.NONE)),
                        false,
                        null)
                .openBesideSystemUsers(false, null);
        try (RunningNode node = node(access);
                RawClient client = new RawClient(node.address)) {
            assertThat(client.readUntil("\r\n")).contains("\"auth_required\":true");
            client.send("PING\r\n");
            assertThat(client.readUntil("\r\n")).isEqualTo("PONG\r\n");
            assertThat(login(node, "\"user\":\"admin\",\"pass\":\"x\"")).isEqualTo("PONG\r\n");
            assertThat(login(node, "\"user\":\"admin\",\"pass\":\"y\"")).isEqualTo(VIOLATION);
        }
    }

    @Test
    void refusesAnAccountThatTheClientNames() throws IOException {
        try (RunningNode node = node(LocalAccess.OPEN)) {
            assertThat(login(node, "\"account\":\"A\"")).isEqualTo(VIOLATION);
            assertThat(login(node, "\"new_account\":true")).isEqualTo(VIOLATION);
            assertThat(login(node, "\"account\":\"\"")).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void appliesAChangedConfigurationToThoseWhoAreConnected() throws IOException {
        LocalUser ruled = user("ruled", "r");
        LocalUser ruledNow = new LocalUser(
                "ruled",
                new Secret("r"),
                null,
                new Permissions(Permissions.Rules.ANY, new Permissions.Rules(List.of("y"), List.of()), null),
                Set.of(),
                false);
        try (RunningNode node = node(access(user("gone", "g"), user("same", "s"), user("changed", "c"), ruled));
                RawClient gone =
                        RawClient.connected(node.address, "\"verbose\":false,\"user\":\"gone\",\"pass\":\"g\"");
                RawClient same =
                        RawClient.connected(node.address, "\"verbose\":false,\"user\":\"same\",\"pass\":\"s\"");
                RawClient changed =
                        RawClient.connected(node.address, "\"verbose\":false,\"user\":\"changed\",\"pass\":\"c\"");
                RawClient rules =
                        RawClient.connected(node.address, "\"verbose\":false,\"user\":\"ruled\",\"pass\":\"r\"")) {
            rules.exchange("SUB x q 1\r\nSUB y 2\r\n");
            for (RawClient client : List.of(gone, same, changed)) {
                // Its login is over.
                client.exchange("");
            }
            Accounts known = java.util.Objects.requireNonNull(accounts.get());
            LocalAuthenticator before = java.util.Objects.requireNonNull(running.get());
            LocalAuthenticator now = new LocalAuthenticator(
                    known, access(user("same", "s"), user("changed", "d"), ruledNow), proxies, AT_ONCE, null);

            LiveUsers.judgeAgain(known, before, now);

            assertThat(rules.readUntil("\r\n"))
                    .isEqualTo(
                            "-ERR 'Permissions Violation for Subscription to \"x\" using queue \"q\" (sid \"1\")'\r\n");
            assertThat(changed.readUntil("\r\n")).isEqualTo(VIOLATION);
            assertThat(same.exchange("")).isEmpty();
            await().until(() -> node.node.closedConnections().size() == 2);
            assertThat(node.node.closedConnections())
                    .extracting(closed -> closed.user().authorizedUser() + " " + closed.closedReason())
                    .containsExactlyInAnyOrder("gone CLIENT_CLOSED", "changed AUTHENTICATION_VIOLATION");
        }
    }
}
