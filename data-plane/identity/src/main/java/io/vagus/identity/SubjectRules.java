package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/** What may be published or subscribed: nothing but {@code allow} when that has entries, and never {@code deny}. */
public record SubjectRules(List<String> allow, List<String> deny) {
    public static final SubjectRules ANYTHING = new SubjectRules(List.of(), List.of());

    public SubjectRules {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    public static SubjectRules allowing(String... subjects) {
        return new SubjectRules(List.of(subjects), List.of());
    }

    public boolean isEmpty() {
        return allow.isEmpty() && deny.isEmpty();
    }

    static SubjectRules read(ObjectNode node) {
        return new SubjectRules(Json.strings(node, "allow"), Json.strings(node, "deny"));
    }

    void write(ObjectNode node) {
        Json.put(node, "allow", allow);
        Json.put(node, "deny", deny);
    }

    void validate(boolean queueAllowed, Consumer<String> problems) {
        allow.forEach(entry -> validateEntry(entry, queueAllowed, problems));
        deny.forEach(entry -> validateEntry(entry, queueAllowed, problems));
    }

    private static void validateEntry(String entry, boolean queueAllowed, Consumer<String> problems) {
        String[] parts = entry.split(" ", -1);
        switch (parts.length) {
            case 1 -> Subjects.validate(parts[0], problems);
            case 2 -> {
                Subjects.validate(parts[0], problems);
                Subjects.validate(parts[1], problems);
                if (!queueAllowed) {
                    problems.accept("Permission Subject \"" + entry + "\" is not allowed to contain queue");
                }
            }
            default -> problems.accept("Permission Subject \"" + entry + "\" contains too many spaces");
        }
    }
}
