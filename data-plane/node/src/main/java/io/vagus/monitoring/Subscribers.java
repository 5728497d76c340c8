package io.vagus.monitoring;

import io.vagus.account.Account;
import io.vagus.routing.Subscription;
import io.vagus.subject.Pattern;
import io.vagus.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the clients that listen, for people who look for a lost message. */
final class Subscribers {
    private Subscribers() {}

    /**
     * How many subscriptions of clients there are.
     *
     * @param subject a literal subject: those that hear it; a pattern: those that lie within it
     * @param queue only those of this group; null: all
     */
    static int count(Account account, String subject, @Nullable String queue) {
        LongAdder count = new LongAdder();
        Pattern wanted = Pattern.of(subject);
        boolean literal = Subjects.isLiteral(bytes(subject));
        account.interest().forEach(subscription -> {
            Pattern pattern = Pattern.of(text(subscription.subject()));
            if (subscription.receiver().isClient()
                    && isIn(subscription, queue)
                    && (literal ? pattern.matches(wanted) : pattern.isWithin(wanted))) {
                count.increment();
            }
        });
        return (int) Math.min(Integer.MAX_VALUE, count.sum());
    }

    private static boolean isIn(Subscription subscription, @Nullable String queue) {
        byte[] own = subscription.queue();
        return queue == null || own != null && text(own).equals(queue);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
