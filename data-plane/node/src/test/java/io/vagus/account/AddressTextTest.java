package io.vagus.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, 127.0.0.1:80",
        "0:0:0:0:0:0:0:1, ::1, [::1]:80",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1, [2001:db8::1:0:0:1]:80",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:3:4:5:6, [2001:db8:1:2:3:4:5:6]:80",
        "0:0:0:0:0:0:0:0, ::, [::]:80",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:80"
    })
    void writesTheShortForm(String address, String text, String withPort) {
        InetAddress parsed = InetAddress.ofLiteral(address);

        assertThat(AddressText.of(parsed)).isEqualTo(text);
        assertThat(AddressText.withPort(new InetSocketAddress(parsed, 80))).isEqualTo(withPort);
    }
}
