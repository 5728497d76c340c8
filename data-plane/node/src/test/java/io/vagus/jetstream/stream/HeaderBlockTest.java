package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderBlockTest {
    private static final byte[] BLOCK = "NATS/1.0\r\nA-B: 1\r\nA: 2\r\nC:3\r\n\r\n".getBytes(UTF_8);

    @Test
    void findsAWholeNameOnly() {
        assertThat(HeaderBlock.text(BLOCK, HeaderBlock.name("A"))).isEqualTo("2");
        assertThat(HeaderBlock.text(BLOCK, HeaderBlock.name("C"))).isEqualTo("3");
        assertThat(HeaderBlock.value(BLOCK, HeaderBlock.name("B"))).isNull();
        assertThat(HeaderBlock.value(BLOCK, HeaderBlock.name("a"))).isNull();
    }

    @Test
    void replacesInPlaceAndRemoves() {
        assertThat(new String(HeaderBlock.replacing(BLOCK, "A", "xyz"), UTF_8))
                .isEqualTo("NATS/1.0\r\nA-B: 1\r\nA: xyz\r\nC:3\r\n\r\n");
        byte[] rest = HeaderBlock.withoutPrefix(BLOCK, "A");
        assertThat(new String(rest, UTF_8)).isEqualTo("NATS/1.0\r\nC:3\r\n\r\n");
        assertThat(HeaderBlock.without(rest, HeaderBlock.name("C"))).isNull();
    }

    @Test
    void beginsABlock() {
        assertThat(new String(HeaderBlock.with(null, "A", "1"), UTF_8)).isEqualTo("NATS/1.0\r\nA: 1\r\n\r\n");
    }
}
