package io.vagus.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.NKey;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NkeyTest {
    private static final String SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
    private static final String PUBLIC = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

    @Test
    void derivesThePublicKeyOfAKnownSeed() {
        NkeyPair pair = NkeyPair.fromSeed(SEED);

        assertThat(pair.publicKey()).hasToString(PUBLIC);
        assertThat(pair.seed()).isEqualTo(SEED.getBytes(UTF_8));
    }

    @Test
    void crcHasTheStandardCheckValue() {
        assertThat(Crc16.of("123456789".getBytes(UTF_8), 9)).isEqualTo(0x31C3);
    }

    @ParameterizedTest
    @EnumSource(value = KeyKind.class, mode = EnumSource.Mode.EXCLUDE, names = "CURVE")
    void everyKindStartsWithItsLetterAndComesBackFromItsSeed(KeyKind kind) {
        NkeyPair pair = NkeyPair.generate(kind, new SecureRandom());

        assertThat(pair.publicKey().toString()).hasSize(56).startsWith(String.valueOf(kind.letter()));
        assertThat(new String(pair.seed(), UTF_8)).hasSize(58).startsWith("S" + kind.letter());
        assertThat(NkeyPair.fromSeed(pair.seed()).publicKey()).isEqualTo(pair.publicKey());
        assertThat(Nkey.parse(pair.publicKey().toString()).kind()).isEqualTo(kind);
    }

    @Test
    void anotherLibraryVerifiesOurSignatureAndWeVerifyItsOwn() throws Exception {
        NkeyPair ours = NkeyPair.fromSeed(SEED);
        NKey theirs = NKey.fromSeed(SEED.toCharArray());
        byte[] data = "nonce".getBytes(UTF_8);

        assertThat(theirs.verify(data, ours.sign(data))).isTrue();
        assertThat(ours.publicKey().verify(data, theirs.sign(data))).isTrue();
    }

    @Test
    void refusesASignatureOverOtherDataOrOfAnotherLength() {
        NkeyPair pair = NkeyPair.fromSeed(SEED);
        byte[] signature = pair.sign("a".getBytes(UTF_8));

        assertThat(pair.publicKey().verify("b".getBytes(UTF_8), signature)).isFalse();
        assertThat(pair.publicKey().verify("a".getBytes(UTF_8), Arrays.copyOf(signature, 63)))
                .isFalse();
        assertThat(pair.publicKey().verify("a".getBytes(UTF_8), new byte[0])).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF5, nkeys: invalid checksum",
        "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF, nkeys: invalid encoded key",
        "uDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4, nkeys: invalid encoded key",
        "'', nkeys: invalid encoded key"
    })
    void saysWhatIsWrongWithAPublicKey(String text, String message) {
        assertThatThrownBy(() -> Nkey.parse(text))
                .isInstanceOf(IdentityException.class)
                .hasMessage(message);
        assertThat(Nkey.isValid(text, KeyKind.USER)).isFalse();
    }

    @Test
    void refusesAKeyOfAnotherKind() {
        assertThatThrownBy(() -> Nkey.parse(PUBLIC, KeyKind.ACCOUNT)).hasMessage("nkeys: invalid prefix byte");
    }

    @Test
    void neverShowsASeed() {
        NkeyPair pair = NkeyPair.fromSeed(SEED);
        String damaged = SEED.substring(0, 57) + "A";

        assertThat(pair.toString()).isEqualTo(PUBLIC);
        assertThatThrownBy(() -> NkeyPair.fromSeed(damaged))
                .isInstanceOf(IdentityException.class)
                .hasMessageNotContaining(damaged.substring(2, 20));
        assertThatThrownBy(() -> NkeyPair.fromSeed(PUBLIC + "AA")).isInstanceOf(IdentityException.class);
    }

    @Test
    void aWipedPairSignsNothing() {
        NkeyPair pair = NkeyPair.fromSeed(SEED);

        pair.close();

        assertThatThrownBy(() -> pair.sign(new byte[1])).isInstanceOf(IdentityException.class);
        assertThatThrownBy(pair::seed).isInstanceOf(IdentityException.class);
        assertThat(pair.publicKey()).hasToString(PUBLIC);
    }
}
