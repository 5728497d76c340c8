package io.vagus.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final NkeyPair operator = Keys.of(KeyKind.OPERATOR);
    private final NkeyPair account = Keys.of(KeyKind.ACCOUNT);
    private final NkeyPair user = Keys.of(KeyKind.USER);

    @Test
    void anAccountComesBackAsItWasIssued() {
        String signingKey = key(Keys.of(KeyKind.ACCOUNT));
        String scopedKey = key(Keys.of(KeyKind.ACCOUNT));
        UserLimits template = UserLimits.UNLIMITED.withPermissions(new Permissions(
                new SubjectRules(List.of("orders.>"), List.of("orders.secret")),
                SubjectRules.allowing("_INBOX.>"),
                new Permissions.ResponsePermission(3, Duration.ofSeconds(5))));
        AccountClaims claims = AccountClaims.builder(key(account))
                .name("orders")
                .limits(AccountLimits.UNLIMITED.withConnections(7).withPayloadBytes(1024))
                .signingKeys(List.of(
                        SigningKey.plain(signingKey),
                        new SigningKey(scopedKey, new SigningKey.Scope("reader", "may read", template))))
                .revocations(Map.of(key(user), 5L, AccountClaims.EVERYBODY, 3L))
                .tags(List.of("env:test"))
                .build();

        AccountClaims read = Jwt.decode(Jwt.encode(claims, operator, NOW), AccountClaims.class);

        assertThat(read.subject()).isEqualTo(key(account));
        assertThat(read.issuer()).isEqualTo(key(operator));
        assertThat(read.name()).isEqualTo("orders");
        assertThat(read.issuedAt()).isEqualTo(NOW.getEpochSecond());
        assertThat(read.id()).hasSize(52);
        assertThat(read.version()).isEqualTo(2);
        assertThat(read.tags()).containsExactly("env:test");
        assertThat(read.limits()).isEqualTo(claims.limits());
        assertThat(read.signingKeys()).isEqualTo(claims.signingKeys()).containsOnlyKeys(signingKey, scopedKey);
        assertThat(read.revocations()).isEqualTo(claims.revocations());
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void readsATokenWithTheLineEndsOfTheFileThatItCameFrom() {
        String token =
                Jwt.encode(AccountClaims.builder(key(account)).name("orders").build(), operator, NOW);

        String wrapped = token.substring(0, 10) + "\n" + token.substring(10) + "\r\n";

        assertThat(Jwt.decode(token + "\n", AccountClaims.class).name()).isEqualTo("orders");
        // What is signed are the bytes as they stand, so a line end among them is not passed over there.
        assertThatThrownBy(() -> Jwt.decode(wrapped)).hasMessage("claim failed V2 signature verification");
    }

    @Test
    void membersThisLibraryDoesNotKnowSurviveAChangeAndANewSignature() {
        ObjectNode json = AccountClaims.builder(key(account)).build().toJson();
        ObjectNode nats = (ObjectNode) json.get("nats");
        nats.putObject("mappings").putArray("a").addObject().put("subject", "b");
        nats.putArray("imports")
                .addObject()
                .put("subject", "x")
                .put("type", "stream")
                .put("future", true);
        nats.put("of_tomorrow", 42);

        String token = Jwt.encode(new AccountClaims(json), operator, NOW);
        AccountClaims changed = Jwt.decode(token, AccountClaims.class).toBuilder()
                .limits(AccountLimits.UNLIMITED.withConnections(0))
                .build();
        ObjectNode again = (ObjectNode)
                Jwt.decode(Jwt.encode(changed, operator, NOW)).toJson().get("nats");

        assertThat(again.get("mappings")).isEqualTo(nats.get("mappings"));
        assertThat(again.get("imports")).isEqualTo(nats.get("imports"));
        assertThat(again.get("of_tomorrow").intValue()).isEqualTo(42);
        assertThat(again.get("limits").has("conn")).isFalse();
    }

    @Test
    void readsTheUserThatAnotherLibraryIssued() throws Exception {
        NKey theirAccount = NKey.createAccount(null);
        NKey theirUser = NKey.createUser(null);
        String accountKey = new String(theirAccount.getPublicKey());
        String token = JwtUtils.issueUserJWT(
                theirAccount, accountKey, new String(theirUser.getPublicKey()), "alice", Duration.ofHours(1), "a:b");

        UserClaims claims = Jwt.decode(token, UserClaims.class);

        assertThat(claims.name()).isEqualTo("alice");
        assertThat(claims.account()).isEqualTo(accountKey);
        assertThat(claims.limits()).isEqualTo(UserLimits.UNLIMITED);
        assertThat(claims.expires()).isEqualTo(claims.issuedAt() + 3600);
        assertThat(claims.tags()).containsExactly("a:b");
    }

    @Test
    void aUserOfAScopedKeyCarriesNothing() {
        NkeyPair signingKey = Keys.of(KeyKind.ACCOUNT);

        String token = new JwtIssuer(signingKey, () -> NOW).scopedUser("u", key(user), key(account), null);
        UserClaims claims = Jwt.decode(token, UserClaims.class);

        assertThat(claims.hasNoLimits()).isTrue();
        assertThat(claims.issuerAccount()).isEqualTo(key(account));
        assertThat(claims.account()).isEqualTo(key(account));
        assertThat(JwtUtils.getClaimBody(token)).doesNotContain("subs").doesNotContain("payload");
    }

    @Test
    void anOperatorTrustsItsSigningKeysAndStrictOnesNothingElse() {
        NkeyPair signer = Keys.of(KeyKind.OPERATOR);
        OperatorClaims relaxed = Jwt.decode(
                new JwtIssuer(operator, () -> NOW).operator("o", List.of(key(signer)), key(account)),
                OperatorClaims.class);
        OperatorClaims strict = relaxed.toBuilder().strictSigningKeyUsage(true).build();
        AccountClaims claims = AccountClaims.builder(key(account)).build();
        Claims byRoot = Jwt.decode(Jwt.encode(claims, operator, NOW));
        Claims bySigner = Jwt.decode(Jwt.encode(claims, signer, NOW));
        Claims byStranger = Jwt.decode(Jwt.encode(claims, Keys.of(KeyKind.OPERATOR), NOW));

        assertThat(relaxed.systemAccount()).isEqualTo(key(account));
        assertThat(relaxed.isSelfSigned()).isTrue();
        assertThat(List.of(relaxed.didSign(byRoot), relaxed.didSign(bySigner), relaxed.didSign(byStranger)))
                .containsExactly(true, true, false);
        assertThat(List.of(strict.didSign(byRoot), strict.didSign(bySigner))).containsExactly(false, true);
        assertThat(strict.didSign(relaxed)).isTrue();
    }

    @Test
    void theSystemAccountExportsMonitoringToEveryAccount() {
        String token = new JwtIssuer(operator, () -> NOW).systemAccount("SYS", key(account), List.of());

        AccountClaims claims = Jwt.decode(token, AccountClaims.class);

        assertThat(claims.exports())
                .extracting(Export::subject)
                .containsExactly("$SYS.ACCOUNT.*.>", "$SYS.REQ.ACCOUNT.*.*");
        assertThat(claims.exports()).extracting(Export::accountTokenPosition).containsExactly(3, 4);
        assertThat(claims.problems()).isEmpty();
    }

    @Test
    void anOrderToDeleteIsSignedByItsSubject() {
        String token = new JwtIssuer(operator, () -> NOW).deletion(List.of(key(account)));

        GenericClaims claims = Jwt.decode(token, GenericClaims.class);

        assertThat(claims.isSelfSigned()).isTrue();
        assertThat(claims.data().get("accounts")).hasSize(1);
    }

    @Test
    void readsVersionOneTokensWhichSignThePayloadOnly() {
        ObjectNode json = Json.object();
        json.put("sub", key(user)).put("iss", key(account)).put("type", "user").put("iat", 1);
        json.putObject("nats").put("src", "10.0.0.0/8,192.168.1.0/24");
        String payload = base64(Json.bytes(json));
        String token = base64("{\"typ\":\"jwt\",\"alg\":\"ed25519\"}".getBytes(UTF_8)) + "." + payload + "."
                + base64(account.sign(payload.getBytes(UTF_8)));

        UserClaims claims = Jwt.decode(token, UserClaims.class);

        assertThat(claims.version()).isEqualTo(1);
        assertThat(claims.limits().subscriptions()).isEqualTo(-1);
        assertThat(claims.limits().sourceNetworks()).containsExactly("10.0.0.0/8", "192.168.1.0/24");
    }

    @Test
    void refusesATokenWithAnyByteChanged() {
        String token = new JwtIssuer(account, () -> NOW).user("u", key(user), key(account), UserLimits.UNLIMITED, null);

        for (int i = 0; i < token.length() - 1; i++) {
            char changed = token.charAt(i) == 'A' ? 'B' : 'A';
            String tampered = token.substring(0, i) + changed + token.substring(i + 1);
            assertThatThrownBy(() -> Jwt.decode(tampered)).as("byte %s", i).isInstanceOf(IdentityException.class);
        }
    }

    @Test
    void refusesAnIssuerOfTheWrongKind() {
        UserClaims claims = UserClaims.builder(key(user)).build();

        assertThatThrownBy(() -> Jwt.encode(claims, operator, NOW))
                .hasMessageStartingWith("unable to validate expected prefixes");
        assertThatThrownBy(() -> Jwt.decode(signed(claims.toJson().put("iss", key(operator)), operator)))
                .hasMessageStartingWith("unable to validate expected prefixes");
    }

    @Test
    void refusesATokenThatNamesAnotherIssuerThanItsSigner() {
        ObjectNode json = UserClaims.builder(key(user)).build().toJson().put("iss", key(account));

        assertThatThrownBy(() -> Jwt.decode(signed(json, Keys.of(KeyKind.ACCOUNT))))
                .hasMessage("claim failed V2 signature verification");
    }

    @Test
    void refusesANewerVersion() {
        ObjectNode json = UserClaims.builder(key(user)).build().toJson().put("iss", key(account));
        ((ObjectNode) json.get("nats")).put("version", 3);

        assertThatThrownBy(() -> Jwt.decode(signed(json, account)))
                .hasMessageStartingWith("JWT was generated by a newer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.b", "a.b.c.d", "..."})
    void refusesAnythingButThreeChunks(String token) {
        assertThatThrownBy(() -> Jwt.decode(token)).hasMessage("expected 3 chunks");
    }

    @Test
    void refusesATokenOverTheLimitBeforeReadingIt() {
        String atLimit = "a".repeat(Jwt.MAX_TOKEN_LENGTH);

        assertThatThrownBy(() -> Jwt.decode(atLimit)).hasMessage("expected 3 chunks");
        assertThatThrownBy(() -> Jwt.decode(atLimit + "a")).hasMessageContaining("token too large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"typ\":\"JWS\",\"alg\":\"ed25519-nkey\"}",
                "{\"typ\":\"JWT\",\"alg\":\"none\"}",
                "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
                "{\"typ\":\"JWT\",\"alg\":\"ed25519-other\"}",
                "{}",
                "[]",
                "{\"typ\":1}"
            })
    void refusesOtherHeaders(String header) {
        String payload =
                base64(Json.bytes(UserClaims.builder(key(user)).build().toJson().put("iss", key(account))));
        String signed = base64(header.getBytes(UTF_8)) + "." + payload;
        String token = signed + "." + base64(account.sign(signed.getBytes(UTF_8)));

        assertThatThrownBy(() -> Jwt.decode(token)).isInstanceOf(IdentityException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"nats\":{\"type\":\"account\",\"version\":2,\"limits\":{\"conn\":\"7\"}}}",
                "{\"nats\":{\"type\":\"account\",\"version\":2,\"limits\":{\"conn\":1.5}}}",
                "{\"nats\":{\"type\":\"account\",\"version\":2,\"limits\":{\"conn\":9223372036854775808}}}",
                "{\"nats\":{\"type\":\"account\",\"version\":2,\"signing_keys\":[{\"kind\":\"other\"}]}}",
                "{\"nats\":{\"type\":\"account\",\"version\":2,\"revocations\":[]}}",
                "{\"nats\":{\"type\":\"user\",\"version\":2,\"sub\":{\"allow\":\"a\"}}}",
                "{\"nats\":{\"type\":\"user\",\"version\":2,\"src\":[1]}}",
                "{\"nats\":{\"type\":\"user\"}}",
                "{\"nats\":{\"type\":\"cluster\",\"version\":2}}",
                "{\"nats\":[]}",
                "{} {}"
            })
    void refusesClaimsOfTheWrongShape(String payload) {
        String body = base64(payload.getBytes(UTF_8));
        String header = base64("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(UTF_8));

        assertThatThrownBy(() -> Jwt.decode(header + "." + body + "." + base64(new byte[64])))
                .isInstanceOf(IdentityException.class);
    }

    @Test
    void revocationsHoldUpToTheirSecondForAUserOrForEverybody() {
        AccountClaims claims = AccountClaims.builder(key(account))
                .revocations(Map.of(key(user), 100L, AccountClaims.EVERYBODY, 50L))
                .build();

        assertThat(claims.isRevoked(key(user), 100)).isTrue();
        assertThat(claims.isRevoked(key(user), 101)).isFalse();
        assertThat(claims.isRevoked("another", 50)).isTrue();
        assertThat(claims.isRevoked("another", 51)).isFalse();
    }

    @Test
    void namesWhatIsWrongWithAnAccount() {
        Export wide = new Export("", "a.>", Export.Kind.SERVICE, "", 0, false, "", "");
        Export narrow = new Export("", "a.b", Export.Kind.SERVICE, "", 0, false, "", "");
        AccountClaims claims = AccountClaims.builder(key(account))
                .exports(List.of(wide, narrow))
                .signingKeys(List.of(SigningKey.plain("nonsense")))
                .build();

        assertThat(claims.problems())
                .containsExactly(
                        "service export subject \"a.>\" already exports \"a.b\"",
                        "\"nonsense\" is not a valid account signing key");
    }

    private static String signed(ObjectNode json, NkeyPair signer) {
        String signed =
                base64("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(UTF_8)) + "." + base64(Json.bytes(json));
        return signed + "." + base64(signer.sign(signed.getBytes(UTF_8)));
    }

    private static String base64(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    private static String key(NkeyPair pair) {
        return pair.publicKey().toString();
    }
}
