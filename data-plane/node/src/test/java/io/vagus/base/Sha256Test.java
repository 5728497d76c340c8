package io.vagus.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Sha256Test {

    private static byte[] jdks(byte[] message) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(message);
    }

    @Test
    void isTheJdksForEachLengthAroundTheBlocks() throws NoSuchAlgorithmException {
        byte[] message = new byte[200];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) (i * 37 + 200);
        }
        for (int length = 0; length <= message.length; length++) {
            byte[] part = Arrays.copyOf(message, length);
            assertThat(Sha256.of(part)).isEqualTo(jdks(part));
        }
    }

    @Property(tries = 300)
    void isTheJdksForAnyBytes(@ForAll @Size(max = 2_000) byte[] message) throws NoSuchAlgorithmException {
        assertThat(Sha256.of(message)).isEqualTo(jdks(message));
    }
}
