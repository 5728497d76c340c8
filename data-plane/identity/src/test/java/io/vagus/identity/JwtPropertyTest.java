package io.vagus.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class JwtPropertyTest {
    private static final NkeyPair OPERATOR = Keys.of(KeyKind.OPERATOR);
    private static final NkeyPair ACCOUNT = Keys.of(KeyKind.ACCOUNT);
    private static final String USER = Keys.of(KeyKind.USER).publicKey().toString();
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    @Property
    void base32ComesBack(@ForAll byte[] data) {
        assertThat(Base32.decode(Base32.encode(data))).isEqualTo(data);
    }

    @Property
    void anyPublicKeyComesBack(@ForAll @Size(32) byte[] key, @ForAll KeyKind kind) {
        Nkey parsed = Nkey.parse(Nkey.of(kind, key).toString());

        assertThat(parsed).isEqualTo(Nkey.of(kind, key));
        assertThat(parsed.kind()).isEqualTo(kind);
    }

    @Property(tries = 200)
    void anyUserLimitsComeBack(@ForAll("userLimits") UserLimits limits, @ForAll String name) {
        UserClaims claims = UserClaims.builder(USER).name(name).limits(limits).build();

        UserClaims read = Jwt.decode(Jwt.encode(claims, ACCOUNT, NOW), UserClaims.class);

        assertThat(read.limits()).isEqualTo(limits);
        assertThat(read.name()).isEqualTo(name);
    }

    @Property(tries = 200)
    void anyAccountLimitsComeBack(@ForAll long subs, @ForAll long conn, @ForAll long payload, @ForAll boolean bearer) {
        AccountLimits limits = AccountLimits.UNLIMITED
                .withSubscriptions(subs)
                .withConnections(conn)
                .withPayloadBytes(payload)
                .withBearerDisallowed(bearer);
        AccountClaims claims = AccountClaims.builder(ACCOUNT.publicKey().toString())
                .limits(limits)
                .build();

        AccountClaims read = Jwt.decode(Jwt.encode(claims, OPERATOR, NOW), AccountClaims.class);

        assertThat(read.limits()).isEqualTo(limits);
    }

    /** The decoder answers garbage with its own exception or not at all: never another one, never without end. */
    @Property(tries = 2000)
    void garbageIsRefusedInOrder(@ForAll byte[] header, @ForAll byte[] payload, @ForAll byte[] signature) {
        String token = base64(header) + "." + base64(payload) + "." + base64(signature);

        assertThat(isRefused(token)).isTrue();
        assertThat(isRefused(new String(payload, ISO_8859_1))).isTrue();
    }

    @Property(tries = 2000)
    void arbitraryJsonIsRefusedInOrder(@ForAll("json") String json) {
        String header = base64("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(ISO_8859_1));

        assertThat(isRefused(header + "." + base64(json.getBytes(ISO_8859_1)) + ".AA"))
                .isTrue();
    }

    @Property(tries = 2000)
    void arbitraryFilesAreNoCredentials(@ForAll byte[] noise) {
        byte[] file = Arrays.copyOf(noise, noise.length);

        assertThat(isRefused(() -> CredsFile.parse(file))).isTrue();
    }

    private static boolean isRefused(String token) {
        return isRefused(() -> Jwt.decode(token));
    }

    private static boolean isRefused(Runnable decoding) {
        try {
            decoding.run();
            return false;
        } catch (IdentityException expected) {
            return true;
        }
    }

    @Provide
    Arbitrary<String> json() {
        Arbitrary<String> leaf = Arbitraries.of(
                "1", "-1", "1.5", "1e400", "true", "null", "\"x\"", "\"account\"", "[]", "{}", "[\"a\",1]", "[[[[]]]]");
        Arbitrary<String> name = Arbitraries.of(
                "nats",
                "type",
                "version",
                "sub",
                "iss",
                "limits",
                "signing_keys",
                "kind",
                "template",
                "src",
                "times",
                "pub",
                "allow",
                "resp",
                "ttl",
                "exports",
                "revocations",
                "tags",
                "tiered_limits");
        Arbitrary<String> nested = Combinators.combine(name, leaf, name, leaf)
                .as((a, x, b, y) -> "{\"" + a + "\":" + x + ",\"" + b + "\":" + y + "}");
        Arbitrary<String> deep = Combinators.combine(
                        Arbitraries.of("account", "user", "operator", "generic"), name, nested)
                .as((type, a, x) -> "{\"nats\":{\"type\":\"" + type + "\",\"version\":2,\"" + a + "\":" + x + "},\"" + a
                        + "\":" + x + "}");
        return Arbitraries.oneOf(leaf, nested, deep, deep.map(text -> text.substring(0, text.length() / 2)));
    }

    @Provide
    Arbitrary<UserLimits> userLimits() {
        Arbitrary<List<String>> subjects =
                Arbitraries.strings().alpha().ofMinLength(1).list().ofMaxSize(3);
        Arbitrary<SubjectRules> rules = Combinators.combine(subjects, subjects).as(SubjectRules::new);
        Arbitrary<Permissions> permissions =
                Combinators.combine(rules, rules).as((publish, subscribe) -> new Permissions(publish, subscribe, null));
        return Combinators.combine(
                        permissions, Arbitraries.longs(), Arbitraries.longs(), subjects, Arbitraries.of(true, false))
                .as((allowed, subs, payload, types, bearer) -> new UserLimits(
                        allowed,
                        subs,
                        -1,
                        payload,
                        List.of("10.0.0.0/8"),
                        List.of(new TimeRange("08:00:00", "17:00:00")),
                        "Europe/Berlin",
                        bearer,
                        false,
                        types));
    }

    private static String base64(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }
}
