package io.vagus.base.framing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FramesTest {

    @Test
    void decodesLiteralsCopiesAndRepeats() throws IOException {
        // "abcd", then four bytes from four back, then a repeat of that offset.
        byte[] block = HexFormat.of().parseHex("0c" + "0c61626364" + "0104" + "0100");
        assertThat(new String(S2Block.decode(block, 0, 100), UTF_8)).isEqualTo("abcdabcdabcd");
    }

    @Test
    void refusesWhatIsDamaged() {
        FrameWriter writer = new FrameWriter();
        writer.write("hello".getBytes(UTF_8));
        writer.flush();
        byte[] bytes = writer.take();
        bytes[bytes.length - 1] ^= 1;
        assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(bytes)).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> S2Block.decode(HexFormat.of().parseHex("0c0105"), 0, 100))
                .isInstanceOf(IOException.class);
    }
}
