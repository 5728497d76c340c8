package io.vagus.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.account.AccountLimits;
import io.vagus.account.FlowLimits;
import io.vagus.account.RateLimit;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final String PUBLISH = "PUB a 1\r\nx\r\n";
    private static final long MILLI = 1_000_000;

    private static void limit(RunningNode running, RateLimit account, RateLimit connection, RateLimit.Excess excess) {
        running.accounts
                .global()
                .updateLimits(new AccountLimits(-1, -1, -1, -1, new FlowLimits(account, connection, excess, -1)));
    }

    /** How long the node takes to answer a PING behind so many messages. */
    private static long nanosFor(RawClient client, int messages) throws IOException {
        long start = System.nanoTime();
        client.exchange(PUBLISH.repeat(messages));
        return System.nanoTime() - start;
    }

    @Test
    void delaysWhatAnAccountPublishesTooFastAndLosesNothing() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient receiver = running.client();
                RawClient publisher = running.client()) {
            limit(running, new RateLimit(1000, -1), RateLimit.NONE, RateLimit.Excess.DELAY);
            receiver.exchange("SUB a 1\r\n");
            publisher.exchange("");

            // The first thousand are the burst; the next half a thousand take half a second, less one read's worth.
            assertThat(nanosFor(publisher, 1500)).isGreaterThan(100 * MILLI);

            assertThat(receiver.exchange("").split("MSG a", -1)).hasSize(1501);
            assertThat(running.accounts.global().rateLimited()).isPositive();
        }
    }

    @Test
    void measuresBytesToo() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient publisher = running.client()) {
            limit(running, new RateLimit(-1, 100_000), RateLimit.NONE, RateLimit.Excess.DELAY);
            publisher.exchange("");
            String large = "PUB a 10000\r\n" + "x".repeat(10_000) + "\r\n";

            long start = System.nanoTime();
            publisher.exchange(large.repeat(15));

            assertThat(System.nanoTime() - start).isGreaterThan(250 * MILLI);
        }
    }

    @Test
    void refusesWhatIsTooMuchWhenToldSo() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient client = running.client()) {
            limit(running, RateLimit.NONE, new RateLimit(1, -1), RateLimit.Excess.ERROR);
            client.exchange("SUB a 1\r\nSUB r 2\r\n");

            String answer = client.exchange(PUBLISH.repeat(20));

            assertThat(answer).contains("MSG a 1 1\r\nx\r\n", "-ERR 'Rate Limit Exceeded for Connection'\r\n");
            assertThat(answer.split("MSG a", -1).length - 1 + answer.split("-ERR", -1).length - 1)
                    .isEqualTo(20);
            assertThat(client.exchange("PUB a r 1\r\nx\r\n".repeat(20)))
                    .contains("HMSG r 2 34 34\r\nNATS/1.0 429 Too Many Requests\r\n\r\n\r\n")
                    .doesNotContain("-ERR");
        }
    }

    @Test
    void oneConnectionsLimitLeavesTheOthersAlone() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient one = running.client();
                RawClient other = running.client()) {
            limit(running, RateLimit.NONE, new RateLimit(1, -1), RateLimit.Excess.ERROR);
            other.exchange("SUB a 1\r\n");
            one.exchange(PUBLISH.repeat(5));

            assertThat(other.exchange(PUBLISH)).endsWith("MSG a 1 1\r\nx\r\n").doesNotContain("-ERR");
        }
    }

    @Test
    void liftingALimitLetsEverythingPassAtOnce() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient client = running.client()) {
            limit(running, new RateLimit(1, -1), RateLimit.NONE, RateLimit.Excess.ERROR);
            client.exchange("SUB a 1\r\n");
            assertThat(client.exchange(PUBLISH.repeat(5))).contains("-ERR 'Rate Limit Exceeded for Account'\r\n");

            running.accounts.global().updateLimits(AccountLimits.NONE);
            client.exchange("");

            assertThat(client.exchange(PUBLISH.repeat(5))).isEqualTo("MSG a 1 1\r\nx\r\n".repeat(5));
        }
    }

    @Test
    void limitsTheSubscriptionsOfAllConnectionsOfAnAccountTogether() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient one = running.client();
                RawClient other = running.client()) {
            FlowLimits flow = new FlowLimits(RateLimit.NONE, RateLimit.NONE, RateLimit.Excess.DELAY, 3);
            running.accounts.global().updateLimits(new AccountLimits(-1, -1, -1, -1, flow));

            assertThat(one.exchange("SUB a 1\r\nSUB b 2\r\n")).isEmpty();
            assertThat(other.exchange("SUB a 1\r\nSUB b 2\r\n")).isEqualTo("-ERR 'maximum subscriptions exceeded'\r\n");
            one.exchange("UNSUB 1\r\n");
            assertThat(other.exchange("SUB b 2\r\n")).isEmpty();
        }
    }
}
