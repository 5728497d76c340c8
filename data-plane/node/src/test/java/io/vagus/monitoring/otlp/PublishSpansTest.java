package io.vagus.monitoring.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.account.Accounts;
import io.vagus.base.Clock;
import io.vagus.base.Limits;
import io.vagus.base.Randomness;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PublishSpansTest {

    @Test
    void keepsAsManyAsItsLimitAndCountsTheRest() {
        PublishSpans spans = new PublishSpans(Clock.system(), Randomness.secure());
        Accounts accounts = new Accounts("SYS");
        byte[] head = ("NATS/1.0\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n")
                .getBytes(ISO_8859_1);
        ByteBuffer buffer = ByteBuffer.wrap(head);

        for (int i = 0; i <= Limits.WAITING_SPANS; i++) {
            long begun = spans.begin(buffer, 0, head.length);
            spans.published(begun, accounts.global(), 1, new byte[] {'a'}, buffer, 0, head.length, head.length, 0);
        }

        assertThat(spans.waiting()).isEqualTo(Limits.WAITING_SPANS);
        assertThat(spans.dropped()).isEqualTo(1);
        assertThat(spans.take(Integer.MAX_VALUE)).hasSize(Limits.WAITING_SPANS);
        assertThat(spans.waiting()).isZero();
    }
}
