package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.routing.Receiver;
import io.vagus.routing.Subscription;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriptionTableTest {

    private static final Receiver NOBODY = new Receiver() {};

    private final SubscriptionTable table = new SubscriptionTable(11);

    private static Subscription named(String name) {
        return new Subscription("subject".getBytes(US_ASCII), null, name.getBytes(US_ASCII), NOBODY, 1);
    }

    @Test
    void findsWhatIsThereHoweverOthersComeAndGo() {
        Map<String, Subscription> expected = new HashMap<>();
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            String name = Integer.toString(random.nextInt(i < 25_000 ? 3_000 : 50));
            Subscription known = expected.get(name);
            if (known == null) {
                Subscription fresh = named(name);
                expected.put(name, fresh);
                table.add(fresh);
            } else if (random.nextBoolean()) {
                expected.remove(name);
                assertThat(table.remove(known)).isTrue();
            }
            assertThat(table.get(name.getBytes(US_ASCII))).isSameAs(expected.get(name));
        }
        assertThat(table.size()).isEqualTo(expected.size());
        assertThat(table.all()).containsExactlyInAnyOrderElementsOf(expected.values());
        expected.forEach(
                (name, each) -> assertThat(table.get(name.getBytes(US_ASCII))).isSameAs(each));
    }

    @Test
    void removesASubscriptionOnceAndNoOtherOfItsName() {
        Subscription first = named("1");
        table.add(first);

        assertThat(table.remove(named("1"))).isFalse();
        assertThat(table.remove(first)).isTrue();
        assertThat(table.remove(first)).isFalse();
        assertThat(table.get("1".getBytes(US_ASCII))).isNull();
        assertThat(table.size()).isZero();
    }

    @Test
    void namesChosenToCollideAreSpread() {
        int length = 1 << 13;
        Set<Integer> homes = new HashSet<>();
        int names = 1 << 12;
        for (int bits = 0; bits < names; bits++) {
            // As the hash of Java's arrays and strings has it, "Aa" is "BB".
            StringBuilder name = new StringBuilder();
            for (int bit = 1; bit < names; bit <<= 1) {
                name.append((bits & bit) == 0 ? "Aa" : "BB");
            }
            homes.add(table.home(name.toString().getBytes(US_ASCII), length));
        }
        // Of so many at random some 3,200 places are taken.
        assertThat(homes).hasSizeGreaterThan(3_000);
    }
}
