package io.vagus.jetstream.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShardTest {
    private final Shard shard = Shard.driven(Clock.system(), Log.none());
    private final List<String> events = new ArrayList<>();

    @Test
    void whoIsAlwaysDueKeepsNobodyWaiting() {
        shard.wakeAt(restless(), 1);
        shard.wakeAt(new Sleeper("late"), 2);
        shard.execute(now -> events.add("work"));

        shard.turn();
        shard.turn();

        assertThat(events).containsExactly("work", "woken restless", "woken late", "woken restless");
    }

    @Test
    void whoWasForgottenByAnotherIsNotWoken() {
        Sleeper victim = new Sleeper("victim");
        shard.wakeAt(
                new Sleeper("other") {
                    @Override
                    public void wake(long now) {
                        super.wake(now);
                        shard.forget(victim);
                    }
                },
                1);
        shard.wakeAt(victim, 2);

        shard.turn();

        assertThat(events).containsExactly("woken other");
    }

    /** Asks to be woken at a time that has passed, for ever. */
    private Member restless() {
        return new Sleeper("restless") {
            @Override
            public void wake(long now) {
                super.wake(now);
                shard.wakeAt(this, 1);
            }
        };
    }

    private class Sleeper implements Member {
        private final String name;

        Sleeper(String name) {
            this.name = name;
        }

        @Override
        public void commit(long now, boolean mayBlock) {}

        @Override
        public boolean settle(long now) {
            return false;
        }

        @Override
        public void wake(long now) {
            events.add("woken " + name);
        }
    }
}
