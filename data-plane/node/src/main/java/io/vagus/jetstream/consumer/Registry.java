package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The consumers of one stream by name, and the push consumers by where they deliver to. */
final class Registry {

    private final Map<String, Consumer> byName = new HashMap<>();
    private final Map<String, List<Consumer>> bySubject = new HashMap<>();
    private final ConsumerHost host;
    private int limitable;
    private int visible;

    Registry(ConsumerHost host) {
        this.host = host;
    }

    @Nullable
    Consumer find(String name) {
        return byName.get(name);
    }

    Collection<Consumer> all() {
        return byName.values();
    }

    /** A copy, for those who change what is there on the way. */
    List<Consumer> snapshot() {
        return new ArrayList<>(byName.values());
    }

    /** How many count towards limits. */
    int limitable() {
        return limitable;
    }

    /** The names that the API tells, sorted. */
    List<String> publicNames() {
        List<String> names = new ArrayList<>();
        for (Consumer each : byName.values()) {
            if (!each.config().direct()) {
                names.add(each.name());
            }
        }
        names.sort(null);
        return names;
    }

    private static boolean counts(Consumer consumer) {
        return !consumer.config().direct() && !consumer.config().sourcing();
    }

    /** How many consumers the API tells of. */
    int visible() {
        return visible;
    }

    void add(Consumer consumer) {
        byName.put(consumer.name(), consumer);
        visible += consumer.config().direct() ? 0 : 1;
        limitable += counts(consumer) ? 1 : 0;
        watch(consumer);
    }

    void remove(Consumer consumer) {
        byName.remove(consumer.name());
        visible -= consumer.config().direct() ? 0 : 1;
        limitable -= counts(consumer) ? 1 : 0;
        unwatch(consumer);
    }

    /** Is told from now on when interest in the consumer's deliver subject changes. */
    void watch(Consumer consumer) {
        PushSide push = consumer.push;
        if (push != null) {
            List<Consumer> there =
                    bySubject.computeIfAbsent(new String(push.subject, UTF_8), each -> new ArrayList<>(1));
            if (there.isEmpty()) {
                host.watchInterest(push.subject);
            }
            there.add(consumer);
        }
    }

    void unwatch(Consumer consumer) {
        PushSide push = consumer.push;
        if (push != null) {
            String subject = new String(push.subject, UTF_8);
            List<Consumer> there = bySubject.get(subject);
            if (there != null && there.remove(consumer) && there.isEmpty()) {
                bySubject.remove(subject);
                host.unwatchInterest(push.subject);
            }
        }
    }

    List<Consumer> deliveringTo(byte[] subject) {
        return bySubject.getOrDefault(new String(subject, UTF_8), List.of());
    }
}
