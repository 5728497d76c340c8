package io.vagus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class KnownSubjectTest {

    private static final int LONGEST = 50;

    @Test
    void isKnownByEachOfItsBytesAndByNoneBehindThem() {
        for (int length = 1; length <= LONGEST; length++) {
            byte[] subject = new byte[length];
            for (int i = 0; i < length; i++) {
                subject[i] = (byte) ('a' + i % 26);
            }
            KnownSubject known = new KnownSubject(subject) {};
            ByteBuffer in = ByteBuffer.allocateDirect(3 + LONGEST + ClientParser.SLACK_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(3, subject);

            assertThat(known.length()).isEqualTo(length);
            assertThat(known.standsAt(in, 3)).isTrue();
            for (int i = 0; i < length; i++) {
                in.put(3 + i, (byte) ~subject[i]);
                assertThat(known.standsAt(in, 3)).as("byte %d of %d", i, length).isFalse();
                in.put(3 + i, subject[i]);
            }
            in.put(3 + length, (byte) 'x');
            assertThat(known.standsAt(in, 3)).isTrue();
        }
    }
}
