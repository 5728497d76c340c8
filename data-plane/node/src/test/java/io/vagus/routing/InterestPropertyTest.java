package io.vagus.routing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.subject.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The trie against a matcher that looks at every subscription. */
class InterestPropertyTest {

    private record Change(boolean add, String pattern, String queue, int which) {}

    private final Receiver receiver = new Receiver() {};

    @Property(tries = 500)
    void findsWhatALookAtEverySubscriptionFinds(
            @ForAll("changes") List<Change> changes, @ForAll("subjects") List<String> subjects) {
        Interest interest = new Interest();
        List<Subscription> present = new ArrayList<>();

        for (Change change : changes) {
            Map<String, Integer> versions = versionsOf(interest, subjects);
            Subscription changed = apply(change, interest, present);
            assertThat(interest.size()).isEqualTo(present.size());
            assertThat(interest.added() - interest.removed()).isEqualTo(present.size());
            List<Subscription> walked = new ArrayList<>();
            interest.forEach(walked::add);
            assertThat(walked).containsExactlyInAnyOrderElementsOf(present);
            for (String subject : subjects) {
                assertThat(found(interest, subject)).as(subject).isEqualTo(expected(present, subject));
                if (changed != null && matches(changed, subject)) {
                    assertThat(version(interest, subject)).as(subject).isNotEqualTo(versions.get(subject));
                }
            }
        }
        present.forEach(
                subscription -> assertThat(interest.remove(subscription)).isTrue());
        subjects.forEach(subject -> assertThat(found(interest, subject)).isEmpty());
    }

    private Subscription apply(Change change, Interest interest, List<Subscription> present) {
        if (change.add() || present.isEmpty()) {
            byte[] queue = change.queue().isEmpty() ? null : change.queue().getBytes(US_ASCII);
            Subscription added = new Subscription(change.pattern().getBytes(US_ASCII), queue, new byte[0], receiver, 1);
            interest.add(added);
            present.add(added);
            return added;
        }
        Subscription removed = present.remove(change.which() % present.size());
        assertThat(interest.remove(removed)).isTrue();
        assertThat(interest.remove(removed)).isFalse();
        return removed;
    }

    private static Map<String, Integer> versionsOf(Interest interest, List<String> subjects) {
        Map<String, Integer> versions = new HashMap<>();
        subjects.forEach(subject -> versions.put(subject, version(interest, subject)));
        return versions;
    }

    private static int version(Interest interest, String subject) {
        byte[] bytes = subject.getBytes(US_ASCII);
        return interest.version(Interest.versionKey(bytes, bytes.length));
    }

    /** Plain subscriptions by themselves, queue groups as one set per pattern and queue. */
    private static Set<Object> found(Interest interest, String subject) {
        Match match = new Match();
        byte[] bytes = subject.getBytes(US_ASCII);
        interest.match(bytes, bytes.length, match, new Interest.Probe());
        Set<Object> found = new HashSet<>();
        for (int i = 0; i < match.plainCount(); i++) {
            assertThat(found.add(match.plain(i))).isTrue();
        }
        for (int group = 0; group < match.groupCount(); group++) {
            Set<Subscription> members = new HashSet<>();
            for (int i = 0; i < match.groupSize(group); i++) {
                members.add(match.member(group, i));
            }
            assertThat(found.add(members)).isTrue();
        }
        return found;
    }

    private static Set<Object> expected(List<Subscription> present, String subject) {
        Set<Object> expected = new HashSet<>();
        Map<String, Set<Subscription>> groups = new HashMap<>();
        for (Subscription subscription : present) {
            if (!matches(subscription, subject)) {
                continue;
            }
            byte[] queue = subscription.queue();
            if (queue == null) {
                expected.add(subscription);
            } else {
                String name = new String(subscription.subject(), US_ASCII) + " " + new String(queue, US_ASCII);
                groups.computeIfAbsent(name, absent -> new HashSet<>()).add(subscription);
            }
        }
        expected.addAll(groups.values());
        return expected;
    }

    private static boolean matches(Subscription subscription, String subject) {
        boolean wellFormed =
                !subject.isEmpty() && !subject.startsWith(".") && !subject.endsWith(".") && !subject.contains("..");
        return wellFormed
                && Pattern.of(new String(subscription.subject(), US_ASCII)).matches(Pattern.of(subject));
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<String> tokens = Arbitraries.of("a", "b", "ab", "*");
        Arbitrary<String> pattern = Combinators.combine(
                        tokens.list().ofMinSize(1).ofMaxSize(4), Arbitraries.of("", "", ".>"))
                .as((list, end) -> String.join(".", list) + end);
        Arbitrary<String> patterns = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(20, pattern), net.jqwik.api.Tuple.of(1, Arbitraries.just(">")));
        return Combinators.combine(
                        Arbitraries.of(true, true, false),
                        patterns,
                        Arbitraries.of("", "", "q1", "q2"),
                        Arbitraries.integers().between(0, 1000))
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<String>> subjects() {
        return Arbitraries.of("a", "b", "ab", "c", "*", ">", "")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(tokens -> String.join(".", tokens))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }
}
