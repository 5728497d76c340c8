package io.vagus.monitoring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Against a reader written straight from the two format descriptions. */
class SnappyTest {

    @Test
    void giveBackWhatWasCompressed() {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 3, 4, 60, 61, 62, 256, 257, 65_535, 65_536, 65_537, 200_000}) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            byte[] text = new byte[length];
            for (int i = 0; i < length; i++) {
                text[i] = (byte) ("abcabcde".charAt(random.nextInt(8)));
            }
            byte[] same = new byte[length];
            Arrays.fill(same, (byte) 'x');

            assertThat(uncompress(Snappy.compress(noise))).isEqualTo(noise);
            assertThat(uncompress(Snappy.compress(text))).isEqualTo(text);
            assertThat(uncompress(Snappy.compress(same))).isEqualTo(same);
        }
    }

    @Test
    void makesRepetitionsSmall() {
        byte[] json = "{\"name\":\"value\",\"number\":1},".repeat(1000).getBytes(US_ASCII);

        assertThat(Snappy.compress(json)).hasSizeLessThan(json.length / 10);
    }

    static byte[] uncompress(byte[] framed) {
        ByteBuffer in = ByteBuffer.wrap(framed).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] identifier = new byte[10];
        in.get(identifier);
        assertThat(identifier).startsWith(0xff, 6, 0, 0).endsWith("sNaPpY".getBytes(US_ASCII));
        while (in.hasRemaining()) {
            int header = in.getInt();
            byte[] data = new byte[(header >>> 8) - Integer.BYTES];
            int crc = in.getInt();
            in.get(data);
            byte[] plain = (header & 0xff) == 0 ? block(data) : data;
            assertThat(plain.length).isLessThanOrEqualTo(65_536);
            assertThat(crc).isEqualTo(checksum(plain));
            out.writeBytes(plain);
        }
        return out.toByteArray();
    }

    private static int checksum(byte[] plain) {
        CRC32C crc = new CRC32C();
        crc.update(plain);
        int value = (int) crc.getValue();
        return (value >>> 15 | value << 17) + 0xa282ead8;
    }

    private static byte[] block(byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        int length = 0;
        for (int shift = 0, b = 0x80; (b & 0x80) != 0; shift += 7) {
            b = in.get();
            length |= (b & 0x7f) << shift;
        }
        byte[] out = new byte[length];
        int at = 0;
        while (in.hasRemaining()) {
            int tag = in.get() & 0xff;
            if ((tag & 3) == 0) {
                int size = tag >>> 2;
                if (size == 60) {
                    size = in.get() & 0xff;
                } else if (size == 61) {
                    size = in.getShort() & 0xffff;
                }
                in.get(out, at, size + 1);
                at += size + 1;
            } else {
                int offset = in.getShort() & 0xffff;
                for (int i = 0; i <= tag >>> 2; i++, at++) {
                    out[at] = out[at - offset];
                }
            }
        }
        assertThat(at).isEqualTo(length);
        return out;
    }
}
