package io.vagus.account;

import io.vagus.subject.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may subscribe to, and which messages a wildcard subscription must not show. Where entries with and without
 * a queue match a queue subscription, those with a queue decide, as in nats-server. Immutable.
 */
public final class SubscribeRules {

    private record Entry(Pattern subject, @Nullable Pattern queue) {
        static Entry of(String text) {
            String[] parts = text.trim().split("\\s+", 2);
            return new Entry(Pattern.of(parts[0]), parts.length == 2 ? Pattern.of(parts[1]) : null);
        }
    }

    private final List<Entry> allow;
    private final List<Entry> deny;

    /** The compiled form of these rules. */
    public SubscribeRules(Permissions.Rules rules) {
        allow = rules.allow().stream().map(Entry::of).toList();
        deny = rules.deny().stream().map(Entry::of).toList();
    }

    /** Whether a subscription may be made. */
    public boolean allows(byte[] subject, byte @Nullable [] queue) {
        Pattern wanted = Pattern.of(new String(subject, StandardCharsets.UTF_8));
        Pattern group = queue == null ? null : Pattern.of(new String(queue, StandardCharsets.UTF_8));
        return (allow.isEmpty() || decides(allow, wanted, group)) && !decides(deny, wanted, group);
    }

    private static boolean decides(List<Entry> entries, Pattern wanted, @Nullable Pattern group) {
        boolean plain = false;
        List<Pattern> queues = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.subject().matches(wanted)) {
                if (entry.queue() == null) {
                    plain = true;
                } else {
                    queues.add(entry.queue());
                }
            }
        }
        if (group == null || queues.isEmpty()) {
            return plain;
        }
        return queues.stream().anyMatch(group::isWithin);
    }

    /** Whether messages of an allowed subscription have to be asked for one by one with {@link #hides}. */
    public boolean needsFilter(byte[] subject) {
        Pattern wanted = Pattern.of(new String(subject, StandardCharsets.UTF_8));
        return deny.stream().anyMatch(entry -> entry.subject().overlaps(wanted));
    }

    /** Whether a message to this subject must not be shown. */
    public boolean hides(byte[] subject) {
        Pattern wanted = Pattern.of(new String(subject, StandardCharsets.UTF_8));
        return deny.stream()
                .anyMatch(entry -> entry.queue() == null && entry.subject().matches(wanted));
    }
}
