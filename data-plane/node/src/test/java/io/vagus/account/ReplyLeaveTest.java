package io.vagus.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplyLeaveTest {

    private static final long SECOND = 1_000_000_000;

    private static ReplyLeave leave(int messages) {
        return new ReplyLeave(new Permissions.Responses(messages, Duration.ofSeconds(10)));
    }

    @Test
    void aRequestAllowsSoManyAnswersInItsTime() {
        ReplyLeave leave = leave(2);
        leave.grant("a", 0);
        leave.grant("late", 0);

        assertThat(leave.use("a", SECOND)).isTrue();
        assertThat(leave.use("a", SECOND)).isTrue();
        assertThat(leave.use("a", SECOND)).isFalse();
        assertThat(leave.use("late", 11 * SECOND)).isFalse();
        assertThat(leave.use("other", SECOND)).isFalse();
    }

    @Test
    void anotherRequestWithTheSameReplySubjectTakesOneOfItsAnswers() {
        ReplyLeave leave = leave(2);
        leave.grant("a", 0);
        leave.grant("a", 0);

        assertThat(leave.use("a", SECOND)).isTrue();
        assertThat(leave.use("a", SECOND)).isFalse();
    }

    @Test
    void keepsAsManyAsTheLimitAndThenForgetsTheOldest() {
        ReplyLeave leave = leave(1);
        for (int i = 0; i <= Limits.TRACKED_REPLIES; i++) {
            leave.grant("r" + i, 0);
        }

        assertThat(leave.size()).isEqualTo(Limits.TRACKED_REPLIES);
        assertThat(leave.use("r0", 0)).isFalse();
        assertThat(leave.use("r1", 0)).isTrue();
    }

    @Test
    void forgetsWhatIsTooOldOrUsedUpASecondLater() {
        ReplyLeave leave = leave(1);
        leave.grant("old", 0);
        leave.grant("used", 5 * SECOND);
        leave.grant("valid", 5 * SECOND);
        leave.use("used", 5 * SECOND);
        leave.grant("new", 11 * SECOND);

        assertThat(leave.size()).isEqualTo(2);
        assertThat(leave.use("valid", 11 * SECOND)).isTrue();
        assertThat(leave.use("new", 11 * SECOND)).isTrue();
    }
}
