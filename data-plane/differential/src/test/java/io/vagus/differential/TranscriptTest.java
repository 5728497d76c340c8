package io.vagus.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    private static List<String> of(String heard, boolean ended) {
        return Transcript.of(heard.getBytes(ISO_8859_1), ended, new Masks(false));
    }

    @Test
    void showsDifferentTextsAsDifferent() {
        assertThat(of("-ERR 'a'\r\n", false)).isNotEqualTo(of("-ERR 'b'\r\n", false));
        assertThat(of("PONG\r\n", true)).isNotEqualTo(of("PONG\r\n", false));
        assertThat(of("MSG a 1 1\r\nx\r\n", false)).isNotEqualTo(of("MSG a 1 1\r\ny\r\n", false));
        assertThat(of("MSG a 1 1\r\nx\r\n", false)).isNotEqualTo(of("MSG a r 1 1\r\nx\r\n", false));
    }

    @Test
    void masksIdsButNotThatTheyAreThere() {
        assertThat(of("INFO {\"server_id\":\"A\",\"proto\":1}\r\n", false))
                .isEqualTo(of("INFO {\"proto\":1,\"server_id\":\"B\"}\r\n", false));
        assertThat(of("INFO {\"proto\":1}\r\n", false))
                .isNotEqualTo(of("INFO {\"proto\":1,\"server_id\":\"B\"}\r\n", false));
        assertThat(of("INFO {\"server_id\":1}\r\n", false)).isNotEqualTo(of("INFO {\"server_id\":\"B\"}\r\n", false));
    }

    @Test
    void leavesTheOrderOfOneMessageToTheServerButNotOfTwo() {
        assertThat(of("MSG a 1 1\r\nx\r\nMSG a 2 1\r\nx\r\n", false))
                .isEqualTo(of("MSG a 2 1\r\nx\r\nMSG a 1 1\r\nx\r\n", false));
        assertThat(of("MSG a 1 1\r\nx\r\nMSG a 1 1\r\ny\r\n", false))
                .isNotEqualTo(of("MSG a 1 1\r\ny\r\nMSG a 1 1\r\nx\r\n", false));
    }

    @Test
    void readsHeadersApartFromPayload() {
        assertThat(of("HMSG a 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\n", false))
                .containsExactly("HMSG sid=1 a header=[NATS/1.0|] hi");
    }

    @Test
    void showsWhatIsNoProtocolAsItIs() {
        assertThat(of("MSG a 1 x\r\nMSG", false)).containsExactly("MSG a 1 x", "<rest> MSG");
    }
}
