package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.Permissions;
import io.vagus.account.PublishScope;
import io.vagus.base.Limits;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class RouteCacheTest {

    private final PublishScope scope = PublishScope.of(account(), Permissions.ALL);
    private final RouteCache cache = new RouteCache();
    private int workedOut;

    private static Account account() {
        return new Accounts("$SYS").global();
    }

    private Route ask(String subject) {
        byte[] bytes = subject.getBytes(US_ASCII);
        ByteBuffer in = ByteBuffer.allocate(bytes.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, bytes);
        long hash = RouteCache.hash(scope, in, 0, bytes.length);
        Route known = cache.find(scope, in, 0, bytes.length, hash);
        if (known != null) {
            return known;
        }
        workedOut++;
        Route route = Route.find(scope, bytes, hash, bytes, true, new Match(), new Interest.Probe(), new Audiences());

        cache.offer(route, null);
        return route;
    }

    private Route askUntilRemembered(String subject) {
        Route route = ask(subject);
        for (int i = 0; i < 100 && !route.remembered; i++) {
            route = ask(subject);
        }
        assertThat(route.remembered).isTrue();
        return route;
    }

    @Test
    void remembersManySubjectsThatComeInTurn() {
        for (int round = 0; round < 100; round++) {
            workedOut = 0;
            for (int i = 0; i < 10_000; i++) {
                ask("orders.of.customer." + i);
            }
        }
        assertThat(workedOut).isLessThan(500);
    }

    @Test
    void remembersHardlyASubjectThatCameOnce() {
        int remembered = 0;
        for (int i = 0; i < 10_000; i++) {
            remembered += ask("_INBOX.once." + i).remembered ? 1 : 0;
        }
        // One in 32,768 looks like another that came before.
        assertThat(remembered).isLessThan(10);
    }

    @Test
    void tellsSubjectsOfEveryLengthApart() {
        for (int length = 1; length < 60; length++) {
            String subject = "s".repeat(length);
            Route route = askUntilRemembered(subject);
            assertThat(ask(subject)).isSameAs(route);
            for (int at = 0; at < length; at++) {
                String other = subject.substring(0, at) + "t" + subject.substring(at + 1);
                assertThat(new String(ask(other).subject, US_ASCII)).isEqualTo(other);
            }
        }
    }

    @Test
    void startsAnewWhenItIsFull() {
        Route first = askUntilRemembered("first");
        for (int i = 0; i < Limits.CACHED_ROUTES; i++) {
            askUntilRemembered("s." + i);
        }
        assertThat(first.remembered).isFalse();
    }
}
