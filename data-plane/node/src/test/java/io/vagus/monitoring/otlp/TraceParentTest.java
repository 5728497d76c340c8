package io.vagus.monitoring.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TraceParentTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private static @org.jspecify.annotations.Nullable TraceParent read(String headers) {
        ByteBuffer buffer = ByteBuffer.wrap(("..." + headers + "payload").getBytes(ISO_8859_1));
        int found = TraceParent.find(buffer, 3, headers.length());
        return found < 0 ? null : TraceParent.read(buffer, found);
    }

    private static String headers(String line) {
        return "NATS/1.0\r\nA: b\r\n" + line + "\r\n\r\n";
    }

    @Test
    void readsASampledContextWhateverTheCaseOfItsName() {
        TraceParent expected = new TraceParent(TRACE, PARENT);

        assertThat(read(headers("traceparent: 00-" + TRACE + "-" + PARENT + "-01")))
                .isEqualTo(expected);
        assertThat(read(headers("Traceparent:00-" + TRACE + "-" + PARENT + "-03")))
                .isEqualTo(expected);
    }

    @Test
    void leavesAloneWhatIsNotSampledOrNotWellFormed() {
        assertThat(read(headers("traceparent: 00-" + TRACE + "-" + PARENT + "-00")))
                .isNull();
        assertThat(read(headers("traceparent: 01-" + TRACE + "-" + PARENT + "-01")))
                .isNull();
        assertThat(read(headers("traceparent: 00-" + TRACE.toUpperCase() + "-" + PARENT + "-01")))
                .isNull();
        assertThat(read(headers("traceparent: 00-" + TRACE + "-" + PARENT))).isNull();
        assertThat(read(headers("traceparent: 00-" + "0".repeat(32) + "-" + PARENT + "-01")))
                .isNull();
        assertThat(read(headers("xtraceparent: 00-" + TRACE + "-" + PARENT + "-01")))
                .isNull();
        assertThat(read("NATS/1.0\r\n\r\n")).isNull();
        assertThat(read("NATS/1.0\r\ntraceparent:")).isNull();
        assertThat(read("NATS/1.0\r\ntraceparent: 00-" + TRACE)).isNull();
    }
}
