package io.vagus.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InterestWatchTest {

    private final Interest interest = new Interest();
    private final List<String> heard = new ArrayList<>();
    private final Consumer<byte[]> listener = subject -> heard.add(new String(subject, UTF_8));

    @Test
    void tellsOfALiteralSubscriptionComingAndGoing() {
        interest.watch(bytes("deliver.a"), listener);
        Subscription subscription = subscribe("deliver.a");
        assertThat(interest.hasInterest(bytes("deliver.a"))).isTrue();
        interest.remove(subscription);
        assertThat(interest.hasInterest(bytes("deliver.a"))).isFalse();
        assertThat(heard).containsExactly("deliver.a", "deliver.a");
    }

    @Test
    void tellsOfAWildcardThatCoversTheSubject() {
        interest.watch(bytes("deliver.a"), listener);
        subscribe("deliver.*");
        subscribe(">");
        subscribe("*.a");
        assertThat(heard).containsExactly("deliver.a", "deliver.a", "deliver.a");
    }

    @Test
    void staysSilentAboutWhatDoesNotMatch() {
        interest.watch(bytes("deliver.a"), listener);
        subscribe("deliver.b");
        subscribe("deliver.a.b");
        subscribe("other.*");
        assertThat(heard).isEmpty();
    }

    @Test
    void staysSilentAfterUnwatch() {
        interest.watch(bytes("deliver.a"), listener);
        interest.watch(bytes("deliver.a"), listener);
        interest.unwatch(bytes("deliver.a"), listener);
        subscribe("deliver.a");
        interest.unwatch(bytes("deliver.a"), listener);
        subscribe("deliver.a");
        assertThat(heard).containsExactly("deliver.a");
    }

    @Test
    void onlyALiteralSubscriptionBinds() {
        subscribe("deliver.*");
        assertThat(interest.hasInterest(bytes("deliver.a"))).isTrue();
        assertThat(interest.isBound(bytes("deliver.a"), null)).isFalse();
        interest.add(new Subscription(bytes("deliver.a"), bytes("q"), bytes("1"), new Receiver() {}, 1));
        assertThat(interest.isBound(bytes("deliver.a"), null)).isFalse();
        assertThat(interest.isBound(bytes("deliver.a"), bytes("other"))).isFalse();
        assertThat(interest.isBound(bytes("deliver.a"), bytes("q"))).isTrue();
        subscribe("deliver.a");
        assertThat(interest.isBound(bytes("deliver.a"), null)).isTrue();
    }

    private Subscription subscribe(String subject) {
        Subscription subscription = new Subscription(bytes(subject), null, bytes("1"), new Receiver() {}, 1);
        interest.add(subscription);
        return subscription;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
