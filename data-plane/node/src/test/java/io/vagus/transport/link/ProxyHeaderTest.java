package io.vagus.transport.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.transport.link.ProxyHeader.Absent;
import io.vagus.transport.link.ProxyHeader.Found;
import io.vagus.transport.link.ProxyHeader.Incomplete;
import io.vagus.transport.link.ProxyHeader.Invalid;
import io.vagus.transport.link.ProxyHeader.Reading;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyHeaderTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static Reading text(String header) {
        byte[] bytes = header.getBytes(ISO_8859_1);
        return ProxyHeader.read(bytes, bytes.length);
    }

    private static Reading binary(String hexadecimal) {
        byte[] bytes = HexFormat.of().parseHex(SIGNATURE + hexadecimal);
        return ProxyHeader.read(bytes, bytes.length);
    }

    @ParameterizedTest
    @CsvSource({
        "TCP4 192.0.2.1 192.0.2.2 4000 4222, 192.0.2.1, 4000",
        "TCP6 2001:db8::1 2001:db8::2 4000 4222, 2001:db8::1, 4000",
        "TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 65535 1, 192.0.2.1, 65535"
    })
    void readsWhoseStreamItIs(String header, String host, int port) {
        String line = "PROXY " + header + "\r\n";

        assertThat(text(line + "CONNECT")).isEqualTo(new Found(new InetSocketAddress(host, port), line.length()));
    }

    @Test
    void readsTheBinaryForm() {
        assertThat(binary("2111000cc0000201c00002020fa0107e" + "43"))
                .isEqualTo(new Found(new InetSocketAddress("192.0.2.1", 4000), 28));
        assertThat(binary("21210024" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002"
                        + "0fa0107e"))
                .isEqualTo(new Found(new InetSocketAddress("2001:db8::1", 4000), 52));
    }

    @Test
    void leavesTheAddressToTheProxysOwnConnections() {
        assertThat(text("PROXY UNKNOWN\r\n")).isEqualTo(new Found(null, 15));
        assertThat(text("PROXY UNKNOWN a b c\r\n")).isEqualTo(new Found(null, 21));
        assertThat(binary("20000000")).isEqualTo(new Found(null, 16));
        assertThat(binary("20110004ffffffff")).isEqualTo(new Found(null, 20));
        assertThat(binary("21010000")).isEqualTo(new Found(null, 16));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TCP4 1.2.3.4 1.2.3.4 1|invalid PROXY protocol header: invalid v1 format",
                "TCP4 ::1 ::1 1 2|invalid PROXY protocol header: TCP4 with IPv6 address",
                "TCP6 1.2.3.4 1.2.3.4 1 2|invalid PROXY protocol header: TCP6 with IPv4 address",
                "TCP4 localhost 1.2.3.4 1 2|invalid PROXY protocol header: invalid address",
                "TCP4 1.2.3.400 1.2.3.4 1 2|invalid PROXY protocol header: invalid address",
                "TCP4 01.2.3.4 1.2.3.4 1 2|invalid PROXY protocol header: invalid address",
                "TCP6 ::ffff:1.2.3.04 ::1 1 2|invalid PROXY protocol header: invalid address",
                "TCP4 1.2.3.4 1.2.3.4 65536 2|invalid source port: strconv.ParseUint: parsing \"65536\": value out of"
                        + " range",
                "TCP4 1.2.3.4 1.2.3.4 +1 2|invalid source port: strconv.ParseUint: parsing \"+1\": invalid syntax",
                "TCP4 1.2.3.4 1.2.3.4 a\u0001\" 2|invalid source port: strconv.ParseUint: parsing \"a\\x01\\\"\":"
                        + " invalid syntax",
                "TCP4 1.2.3.4 1.2.3.4 1 -2|invalid dest port: strconv.ParseUint: parsing \"-2\": invalid syntax",
                "UDP4 1.2.3.4 1.2.3.4 1 2|invalid PROXY protocol header: invalid protocol UDP4"
            })
    void refusesWhatMeansNothing(String header, String cause) {
        assertThat(text("PROXY " + header + "\r\n")).isEqualTo(new Invalid(cause));
    }

    @Test
    void refusesBinaryFormsItDoesNotKnow() {
        assertThat(binary("11110000")).isEqualTo(new Invalid("invalid PROXY protocol header: invalid version 0x10"));
        assertThat(binary("22110000")).isEqualTo(new Invalid("unknown PROXY protocol command: 0x02"));
        assertThat(binary("2112000c"))
                .isEqualTo(new Invalid("unsupported PROXY protocol feature: only STREAM protocol supported"));
        assertThat(binary("21310000"))
                .isEqualTo(new Invalid("unsupported PROXY protocol feature: unsupported address family 0x30"));
        assertThat(binary("2111000b")).isEqualTo(new Invalid("IPv4 address data too short: 11 bytes"));
    }

    @Test
    void aLineHasALongestLength() {
        String longest = "PROXY UNKNOWN " + "x".repeat(107 - 14 - 2);

        assertThat(text(longest + "\r\n")).isEqualTo(new Found(null, 107));
        assertThat(text(longest + "x\r\n")).isEqualTo(new Invalid("invalid PROXY protocol header: v1 line too long"));
        assertThat(text(longest)).isInstanceOf(Incomplete.class);
    }

    @Test
    void knowsAStreamWithoutAHeader() {
        assertThat(text("CONNECT {}")).isInstanceOf(Absent.class);
        assertThat(text("PROXYX")).isInstanceOf(Absent.class);
        assertThat(text("PING")).isInstanceOf(Incomplete.class);
    }

    @Property(tries = 3000)
    void noBytesDoHarmAndMoreBytesNeverChangeWhatIsFound(
            @ForAll @Size(max = 120) byte[] noise, @ForAll @IntRange(max = 3) int kind) {
        byte[] start = switch (kind) {
            case 0 -> "PROXY TCP4 ".getBytes(ISO_8859_1);
            case 1 -> HexFormat.of().parseHex(SIGNATURE + "2111");
            case 2 -> HexFormat.of().parseHex(SIGNATURE);
            default -> new byte[0];
        };
        byte[] bytes = Arrays.copyOf(start, start.length + noise.length);
        System.arraycopy(noise, 0, bytes, start.length, noise.length);
        Reading first = null;
        for (int length = 0; length <= bytes.length; length++) {
            Reading reading = ProxyHeader.read(bytes, length);
            if (first != null) {
                assertThat(reading).isEqualTo(first);
            } else if (!(reading instanceof Incomplete)) {
                first = reading;
                assertThat(reading instanceof Found found ? found.length() : 0).isLessThanOrEqualTo(length);
            }
        }
    }
}
