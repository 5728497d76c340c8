package io.vagus.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tokens and sealed messages that nats-io's own libraries (jwt v2.8.2, nkeys v0.4.16) made, with keys of repeated bytes. */
class GoFixturesTest {
    private static final String ACCOUNT = "ADWUSKGGFDI4FRXK5EBTRECZSVQSSWJHHJOGH6JWG3AUMFFMQ435D6HD";
    private static final String SIGNING_KEY = "ADFJHLAXAUMHA4OWPOB4P7YO72AQR2HMIUYFOXLXE2DZGM633K7HZVXK";
    private static final String SCOPED_KEY = "ABXHUHG5FGYLPD6RHL2MKWMP572O6KUXCZXDZJXS4T57ZTMAKBN7DAQI";
    private static final String USER = "UCFIOX77D2ZYIUKXPLGVV7XEAVCWK2G5PSE6BEEGHICVPPD26SPRO5B3";
    private static final String OTHER = "AAJZR5RMNUNEK7CRXJVEWXZ5XUXWT7FJGILCDDOITF7EC26RPWJ4UDJB";
    private static final String SERVER = "NBB2OLTRIQAXMLPWNNUME3P334TIFKXMT4SHJ3FEME7EESQPXL6TYL4P";

    private static String read(String name) {
        try (InputStream file = GoFixturesTest.class.getResourceAsStream("/go/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void readsAnOperator() {
        OperatorClaims operator = Jwt.decode(read("operator.jwt"), OperatorClaims.class);

        assertThat(operator.name()).isEqualTo("O");
        assertThat(operator.isSelfSigned()).isTrue();
        assertThat(operator.signingKeys()).hasSize(1).allMatch(key -> Nkey.isValid(key, KeyKind.OPERATOR));
        assertThat(operator.accountServerUrl()).isEqualTo("http://localhost:1234/jwt/v1");
        assertThat(operator.systemAccount()).startsWith("ADVEU3DD");
        assertThat(operator.assertServerVersion()).isEqualTo("2.2.0");
        assertThat(operator.strictSigningKeyUsage()).isTrue();
        assertThat(operator.tags()).containsExactly("one", "two");
    }

    @Test
    void readsAnAccountWithEverythingInIt() {
        AccountClaims account = Jwt.decode(read("account.jwt"), AccountClaims.class);

        assertThat(account.problems()).isEmpty();
        assertThat(account.subject()).isEqualTo(ACCOUNT);
        assertThat(account.description()).isEqualTo("an account");
        assertThat(account.limits().connections()).isEqualTo(10);
        assertThat(account.limits().leafNodes()).isEqualTo(2);
        assertThat(account.limits().subscriptions()).isEqualTo(100);
        assertThat(account.limits().payloadBytes()).isEqualTo(1024);
        assertThat(account.limits().bearerDisallowed()).isTrue();
        assertThat(account.limits().jetStreamTiers())
                .containsEntry("R1", new JetStreamLimits(1, 2, 3, 4, 5, 6, 7, true));
        assertThat(account.signingKeys()).containsOnlyKeys(SIGNING_KEY, SCOPED_KEY);
        assertThat(account.isRevoked("UANYBODY", 1_600_000_000)).isTrue();
        assertThat(account.isRevoked(USER, 1_700_000_000)).isTrue();
        assertThat(account.isRevoked(USER, 1_700_000_001)).isFalse();
        assertThat(account.defaultPermissions().publish().deny()).containsExactly("no.pub");
        assertThat(account.defaultPermissions().subscribe().allow()).containsExactly("ok.>", "q.* workers");
        assertThat(account.authorization().authUsers()).containsExactly(USER);
        assertThat(account.authorization().allows(OTHER)).isTrue();
        assertThat(account.authorization().allows(ACCOUNT)).isFalse();
        assertThat(account.authorization().xkey()).startsWith("XBL5WSZV");
        assertThat(account.tags()).containsExactly("region:eu", "region:us", "env:prod");
        assertThat(account.expires()).isEqualTo(4_000_000_000L);
    }

    @Test
    void fillsInTheTemplateOfAScopeAsTheServerDoes() {
        AccountClaims account = Jwt.decode(read("account.jwt"), AccountClaims.class);
        UserClaims user = Jwt.decode(read("scoped-user.jwt"), UserClaims.class);
        SigningKey key = Objects.requireNonNull(account.signingKey(user.issuer()));
        UserLimits template = Objects.requireNonNull(key.scope()).template();

        UserLimits limits = ScopeTemplate.expand(template, user, account);

        assertThat(user.hasNoLimits()).isTrue();
        assertThat(user.account()).isEqualTo(ACCOUNT);
        assertThat(limits.permissions().publish().allow())
                .containsExactlyInAnyOrder("red.ann.>", "blue.ann.>", USER, "A.eu", "A.us", "red.red", "blue.blue");
        assertThat(limits.permissions().subscribe().allow()).containsExactly(ACCOUNT + ".>");
        assertThat(limits.permissions().subscribe().deny()).containsExactly("secret.red", "secret.blue");
        assertThat(limits.permissions().responses())
                .isEqualTo(new Permissions.ResponsePermission(3, Duration.ofMinutes(1)));
        assertThat(limits.subscriptions()).isEqualTo(7);
        assertThat(limits.payloadBytes()).isEqualTo(99);
        assertThat(limits.data()).isEqualTo(UserLimits.UNLIMITED_VALUE);
        assertThat(limits.connectionTypes()).containsExactly("STANDARD", "MQTT");
        assertThat(limits.proxyRequired()).isTrue();
    }

    @Test
    void readsAUserWithEverythingInIt() {
        UserClaims user = Jwt.decode(read("user.jwt"), UserClaims.class);

        assertThat(user.problems(Instant.ofEpochSecond(2_000_000_000L))).isEmpty();
        assertThat(user.problems(Instant.ofEpochSecond(4_000_000_001L))).containsExactly("claim is expired");
        assertThat(user.problems(Instant.ofEpochSecond(999))).containsExactly("claim is not yet valid");
        assertThat(user.issuer()).isEqualTo(SIGNING_KEY);
        assertThat(user.audience()).isEqualTo("aud");
        UserLimits limits = user.limits();
        assertThat(limits.sourceNetworks()).containsExactly("192.168.0.0/16", "fd00::/8");
        assertThat(limits.times())
                .containsExactly(new TimeRange("08:00:00", "18:30:00"), new TimeRange("22:00:00", "02:00:00"));
        assertThat(limits.timeZone()).isEqualTo("Europe/Zurich");
        assertThat(limits.subscriptions()).isEqualTo(5);
        assertThat(limits.payloadBytes()).isEqualTo(512);
        assertThat(limits.data()).isEqualTo(1000);
        assertThat(limits.bearer()).isTrue();
        assertThat(limits.proxyRequired()).isTrue();
        assertThat(limits.connectionTypes()).containsExactly("WEBSOCKET");
        assertThat(limits.permissions().publish()).isEqualTo(new SubjectRules(List.of("a.>"), List.of("a.b")));
        assertThat(limits.permissions().subscribe().allow()).containsExactly("s.* q1");
        assertThat(limits.permissions().responses())
                .isEqualTo(new Permissions.ResponsePermission(-1, Duration.ofSeconds(2)));
    }

    @Test
    void readsWhatServersAndAuthenticationServicesSayToEachOther() {
        AuthorizationRequestClaims request =
                Jwt.decode(read("authorization-request.jwt"), AuthorizationRequestClaims.class);
        AuthorizationResponseClaims response =
                Jwt.decode(read("authorization-response.jwt"), AuthorizationResponseClaims.class);

        assertThat(request.issuer()).isEqualTo(SERVER);
        assertThat(request.userKey()).isEqualTo(USER);
        assertThat(response.problems(Instant.EPOCH)).isEmpty();
        assertThat(response.jwt()).isEqualTo("the.user.jwt");
        assertThat(response.issuerAccount()).isEqualTo(ACCOUNT);
        assertThat(response.audience()).isEqualTo(SERVER);
    }

    @Test
    void writesARequestWithTheSameMembers() {
        AuthorizationRequestClaims fromGo =
                Jwt.decode(read("authorization-request.jwt"), AuthorizationRequestClaims.class);
        AuthorizationRequestClaims own = AuthorizationRequestClaims.builder(ACCOUNT)
                .userKey(USER)
                .server(new AuthorizationRequestClaims.Server(
                        "n",
                        "h",
                        SERVER,
                        "2.15.2",
                        "c",
                        List.of("t"),
                        read("xkeys.txt").split("\n")[1]))
                .client(new AuthorizationRequestClaims.Client(
                        "127.0.0.1", 7, "u", "nm", List.of("a"), "nt", "Client", "nats", null, "nonce"))
                .connect(new AuthorizationRequestClaims.Connect("j", "k", "s", "t", "u", "p", "n", "go", "1", 1))
                .tls(new AuthorizationRequestClaims.Tls(
                        "1.3", "TLS_AES_128_GCM_SHA256", List.of(), List.of(List.of("c1", "c2"))))
                .expires(Instant.ofEpochSecond(4_000_000_000L))
                .build();

        assertThat(Json.parseObject(Json.bytes(own.data()))).isEqualTo(fromGo.data());
        assertThat(own.audience()).isEqualTo(fromGo.audience());
        assertThat(own.expires()).isEqualTo(fromGo.expires());
    }

    @Test
    void readsTheOrderToDeleteAccounts() {
        GenericClaims order = Jwt.decodeGeneric(read("delete.jwt"));

        assertThat(order.isSelfSigned()).isTrue();
        assertThat(order.data().path("accounts").toString()).isEqualTo("[\"" + ACCOUNT + "\",\"" + OTHER + "\"]");
    }

    @Test
    void opensWhatGoSealedAndNothingThatWasChanged() {
        String[] lines = read("xkeys.txt").split("\n");
        CurveKeyPair sender = CurveKeyPair.fromSeed(lines[0].getBytes(StandardCharsets.US_ASCII));
        CurveKeyPair receiver = CurveKeyPair.fromSeed(lines[2].getBytes(StandardCharsets.US_ASCII));
        byte[] sealed = HexFormat.of().parseHex(lines[4]);

        assertThat(sender.publicKey()).hasToString(lines[1]);
        assertThat(receiver.publicKey()).hasToString(lines[3]);
        assertThat(receiver.open(sealed, lines[1]))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("attack at dawn");
        assertThat(receiver.open(HexFormat.of().parseHex(lines[5]), lines[1]))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("0123456789".repeat(50));
        for (int i = 4; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> receiver.open(changed, lines[1]))
                    .isInstanceOf(IdentityException.class)
                    .hasMessage("nkeys: could not decrypt input");
        }
    }

    @Test
    void opensWhatItSealedForTheOneItWasSealedForOnly() {
        SecureRandom random = new SecureRandom();
        CurveKeyPair sender = CurveKeyPair.generate(random);
        CurveKeyPair receiver = CurveKeyPair.generate(random);
        byte[] message = "a secret".getBytes(StandardCharsets.US_ASCII);
        String from = sender.publicKey().toString();

        byte[] sealed = sender.seal(message, receiver.publicKey().toString(), random);

        assertThat(receiver.open(sealed, from)).isEqualTo(message);
        assertThatThrownBy(() -> CurveKeyPair.generate(random).open(sealed, from))
                .hasMessage("nkeys: could not decrypt input");
        assertThatThrownBy(() -> receiver.open(Arrays.copyOf(sealed, 28), from))
                .hasMessage("nkeys: encrypted input is not valid");
        assertThatThrownBy(() -> receiver.open("xkv2".repeat(20).getBytes(StandardCharsets.US_ASCII), from))
                .hasMessage("nkeys: encrypted input wrong version");
        assertThatThrownBy(() -> receiver.open(sealed, ACCOUNT))
                .hasMessage("nkeys: not a valid sender public curve key");
        assertThatThrownBy(() -> sender.seal(message, ACCOUNT, random))
                .hasMessage("nkeys: not a valid recipient public curve key");
    }
}
