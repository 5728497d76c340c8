package io.vagus.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelRandomnessTest {

    /** Counts, so that a byte that is handed out twice shows. */
    private static InputStream counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i / 2 * 31 >>> (i % 2 * 8));
        }
        return new ByteArrayInputStream(bytes);
    }

    @Test
    void handsOutEachByteOfItsSourceOnceAndInOrder() throws Exception {
        KernelRandomness randomness = new KernelRandomness(counting(4 * KernelRandomness.AHEAD));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int i = 0; i < 3 * KernelRandomness.AHEAD / 32; i++) {
            byte[] some = new byte[32];
            randomness.fill(some);
            read.write(some);
        }

        assertThat(read.toByteArray())
                .isEqualTo(counting(3 * KernelRandomness.AHEAD).readAllBytes());
    }

    @Test
    void fillsWhatIsLongerThanWhatItKeepsAhead() throws Exception {
        byte[] many = new byte[KernelRandomness.AHEAD + 1];

        new KernelRandomness(counting(many.length)).fill(many);

        assertThat(many).isEqualTo(counting(many.length).readAllBytes());
    }

    @Test
    void neverFillsWithLessThanRandomness() {
        KernelRandomness ended = new KernelRandomness(counting(KernelRandomness.AHEAD - 1));

        assertThatThrownBy(() -> ended.fill(new byte[16])).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void theMachinesRandomnessDoesNotRepeat() {
        Randomness secure = Randomness.secure();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] some = new byte[16];
            secure.fill(some);
            seen.add(Arrays.toString(some));
        }

        assertThat(seen).hasSize(1_000);
    }
}
