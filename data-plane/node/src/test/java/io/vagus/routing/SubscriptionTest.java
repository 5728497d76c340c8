package io.vagus.routing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

    private static Subscription subscription(String subject) {
        return new Subscription(subject.getBytes(US_ASCII), null, "1".getBytes(US_ASCII), new Receiver() {}, 2);
    }

    @Test
    void countsTheDeliveriesBeforeItsLimitWasSet() {
        Subscription subscription = subscription("a");
        subscription.count(0, 3);
        subscription.count(1, 1);

        subscription.limit(6);

        assertThat(subscription.claim()).isEqualTo(Subscription.Claim.MORE);
        assertThat(subscription.claim()).isEqualTo(Subscription.Claim.LAST);
        assertThat(subscription.claim()).isEqualTo(Subscription.Claim.NONE);
        assertThat(subscription.delivered()).isEqualTo(6);
    }

    @Test
    void givesOutExactlyItsMaximumToManyThreads() throws InterruptedException {
        Subscription subscription = subscription("a");
        subscription.limit(10_000);
        AtomicInteger delivered = new AtomicInteger();
        AtomicInteger last = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int k = 0; k < 5_000; k++) {
                    switch (subscription.claim()) {
                        case MORE -> delivered.incrementAndGet();
                        case LAST -> {
                            delivered.incrementAndGet();
                            last.incrementAndGet();
                        }
                        case NONE -> {}
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(delivered).hasValue(10_000);
        assertThat(last).hasValue(1);
    }

    @Test
    void aMatchNeverMissesASubscriptionThatStays() throws InterruptedException {
        Interest interest = new Interest();
        Subscription staying = subscription("a.b");
        interest.add(staying);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger missed = new AtomicInteger();
        AtomicInteger looks = new AtomicInteger();
        Thread reader = Thread.ofPlatform().start(() -> {
            Match match = new Match();
            Interest.Probe probe = new Interest.Probe();
            byte[] subject = "a.b".getBytes(US_ASCII);
            while (!done.get()) {
                match.clear();
                interest.match(subject, subject.length, match, probe);
                boolean found = false;
                for (int i = 0; i < match.plainCount(); i++) {
                    found |= match.plain(i) == staying;
                }
                missed.addAndGet(found ? 0 : 1);
                looks.incrementAndGet();
            }
        });

        Random random = new Random(7);
        List<Subscription> others = new ArrayList<>();
        for (int i = 0; i < 50_000 || looks.get() < 1000; i++) {
            if (others.size() < 50 && random.nextBoolean()) {
                Subscription other = subscription(random.nextBoolean() ? "a.b" : "a.*");
                interest.add(other);
                others.add(other);
            } else if (!others.isEmpty()) {
                Collections.swap(others, random.nextInt(others.size()), others.size() - 1);
                interest.remove(others.removeLast());
            }
        }
        done.set(true);
        reader.join();

        assertThat(missed).hasValue(0);
    }

    @Test
    void manySubscriptionsOfOneSubjectComeAndGoQuickly() {
        Interest interest = new Interest();
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            Subscription one = subscription("a");
            all.add(one);
            interest.add(one);
        }
        all.forEach(interest::remove);

        assertThat(interest.size()).isZero();
    }
}
