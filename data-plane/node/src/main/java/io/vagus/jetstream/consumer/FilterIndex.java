package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.routing.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which filter groups a subject belongs to. Owned by the stream's thread. */
final class FilterIndex {

    private static final byte[] EVERYTHING = {'>'};
    private static final byte[] UNNAMED = {};

    private final Map<List<String>, FilterGroup> groups = new HashMap<>();
    private final Interest index = new Interest();
    private final Match match = new Match();
    private final Interest.Probe probe = new Interest.Probe();

    /** The group of these filters, made when there is none. */
    FilterGroup group(List<String> patterns) {
        FilterGroup group = groups.get(patterns);
        if (group == null) {
            group = new FilterGroup(patterns);
            groups.put(patterns, group);
            group.entries = new Subscription[Math.max(1, patterns.size())];
            for (int i = 0; i < group.entries.length; i++) {
                byte[] pattern =
                        patterns.isEmpty() ? EVERYTHING : patterns.get(i).getBytes(UTF_8);
                group.entries[i] = new Subscription(pattern, null, UNNAMED, group, 0);
                index.add(group.entries[i]);
            }
        }
        return group;
    }

    /** Forgets the group when it has no member. */
    void release(FilterGroup group) {
        if (group.members().isEmpty()) {
            groups.remove(group.patterns());
            for (Subscription each : group.entries) {
                index.remove(each);
            }
        }
    }

    /** Calls for each group the subject belongs to; a group with overlapping filters may come more than once. */
    void forEach(byte[] subject, java.util.function.Consumer<FilterGroup> action) {
        if (groups.isEmpty()) {
            return;
        }
        match.clear();
        index.match(subject, subject.length, match, probe);
        for (int i = 0; i < match.plainCount(); i++) {
            action.accept((FilterGroup) match.plain(i).receiver());
        }
    }

    /** Whether some consumer's filters match. */
    boolean matches(byte[] subject) {
        match.clear();
        index.match(subject, subject.length, match, probe);
        return match.plainCount() > 0;
    }

    /** A group whose members want whatever the stream has; null where there is none. */
    @Nullable
    FilterGroup groupOfAll() {
        FilterGroup group = groups.get(List.of());
        return group == null ? groups.get(List.of(">")) : group;
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    Iterable<FilterGroup> groups() {
        return groups.values();
    }
}
