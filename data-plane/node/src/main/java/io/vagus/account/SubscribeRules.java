package io.vagus.account;

import io.vagus.subject.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may subscribe to, and which messages a wildcard subscription must not show. Where allowing entries with
 * and without a queue match a queue subscription, those with a queue decide; of denying entries any one counts. Immutable.
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
        return (allow.isEmpty() || lets(wanted, group)) && !forbids(wanted, group);
    }

    private boolean lets(Pattern wanted, @Nullable Pattern group) {
        boolean plain = false;
        boolean grouped = false;
        boolean named = false;
        for (Entry entry : allow) {
            if (entry.subject().matches(wanted)) {
                plain |= entry.queue() == null;
                grouped |= entry.queue() != null;
                named |= entry.queue() != null && group != null && group.isWithin(entry.queue());
            }
        }
        return group != null && grouped ? named : plain;
    }

    private boolean forbids(Pattern wanted, @Nullable Pattern group) {
        for (Entry entry : deny) {
            boolean concerned = entry.queue() == null || group != null && group.isWithin(entry.queue());
            if (concerned && entry.subject().matches(wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Whether messages of an allowed subscription have to be asked for one by one with {@link #hides}. */
    public boolean needsFilter(byte[] subject) {
        Pattern wanted = Pattern.of(new String(subject, StandardCharsets.UTF_8));
        return deny.stream().anyMatch(entry -> entry.subject().overlaps(wanted));
    }

    /** Whether a message to this subject must not be shown to a subscription of this queue group, or of none. */
    public boolean hides(byte[] subject, byte @Nullable [] queue) {
        Pattern wanted = Pattern.of(new String(subject, StandardCharsets.UTF_8));
        return forbids(wanted, queue == null ? null : Pattern.of(new String(queue, StandardCharsets.UTF_8)));
    }
}
