package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.block;
import static io.vagus.server.config.FieldReader.blockOrElse;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.duration;
import static io.vagus.server.config.FieldReader.whole;

import io.vagus.account.Permissions;
import io.vagus.account.Permissions.Responses;
import io.vagus.account.Permissions.Rules;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@code permissions} block: subjects as a string, an array, or {@code {allow, deny}} maps. */
final class PermissionsReader {
    private static final int DEFAULT_RESPONSES = 1;
    private static final Duration DEFAULT_RESPONSE_TIME = Duration.ofMinutes(2);

    private final FieldReader fields;
    private Rules publish = Rules.ANY;
    private Rules subscribe = Rules.ANY;
    private @Nullable Responses responses;

    private PermissionsReader(FieldReader fields) {
        this.fields = fields;
    }

    static Permissions read(FieldReader fields, Item item) {
        PermissionsReader reader = new PermissionsReader(fields);
        fields.fields(
                block(
                        item,
                        "Expected permissions to be a map/struct, got "
                                + item.value().goType()),
                reader::field,
                key -> "Unknown field \"" + key + "\" parsing permissions");
        return new Permissions(reader.publish, reader.subscribe, reader.responses);
    }

    private boolean field(String key, Item item) {
        switch (key) {
            case "publish", "pub", "import" -> publish = rules(item, false);
            case "subscribe", "sub", "export" -> subscribe = rules(item, true);
            case "allow_responses", "publish_allow_responses" -> responses = responses(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    private Rules rules(Item item, boolean queues) {
        if (!(item.value() instanceof Block sides)) {
            return new Rules(subjects(item, queues, false), List.of());
        }
        List<String> allow = new ArrayList<>();
        List<String> deny = new ArrayList<>();
        fields.fields(
                sides,
                (key, side) -> {
                    switch (key) {
                        case "allow" -> allow.addAll(subjects(side, queues, true));
                        case "deny" -> deny.addAll(subjects(side, queues, true));
                        default -> {
                            return false;
                        }
                    }
                    return true;
                },
                key -> "Unknown field name \"" + key
                        + "\" parsing subject permissions, only 'allow' or 'deny' are permitted");
        return new Rules(allow, deny);
    }

    /** Subjects that stand alone, outside of a {@code permissions} block: a string, or an array of them. */
    static List<String> readSubjects(FieldReader fields, Item item) {
        return new PermissionsReader(fields).subjects(item, false, true);
    }

    /** @param placed whether a mistake is told with its place, as nats-server does for the longer form alone */
    private List<String> subjects(Item item, boolean queues, boolean placed) {
        List<String> subjects = new ArrayList<>();
        fields.elements(item, each -> {
            if (!(each.value() instanceof Text text)) {
                throw item == each
                        ? mistake(
                                item,
                                "Expected subject permissions to be a subject, or array of subjects, got "
                                        + each.value().goType(),
                                placed)
                        : new ConfigException(each.position(), "Subject in permissions array cannot be cast to string");
            }
            String problem = problem(text.value(), queues);
            if (problem != null) {
                throw mistake(item, problem, placed);
            }
            subjects.add(text.value());
        });
        return subjects;
    }

    private static ConfigException mistake(Item item, String problem, boolean placed) {
        return placed ? new ConfigException(item.position(), problem) : new ConfigException(List.of(problem));
    }

    /** What is wrong with a pattern (where queues are named too: {@code "pattern queue"}); null when nothing is. */
    static @Nullable String problem(String text, boolean queues) {
        if (isPattern(text)) {
            return null;
        }
        String[] parts = text.strip().split("\\s+");
        if (!queues || parts.length != 2) {
            return "subject \"" + text + "\" is not a valid subject";
        }
        if (!isPattern(parts[0])) {
            return "subject \"" + parts[0] + "\" is not a valid subject";
        }
        return isPattern(parts[1]) ? null : "queue \"" + parts[1] + "\" is not a valid queue";
    }

    private static boolean isPattern(String text) {
        String[] tokens = text.split("\\.", -1);
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i].isEmpty() || tokens[i].equals(">") && i < tokens.length - 1) {
                return false;
            }
        }
        return text.chars().noneMatch(c -> c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f');
    }

    private @Nullable Responses responses(Item item) {
        if (item.value() instanceof Bool) {
            return bool(item) ? new Responses(DEFAULT_RESPONSES, DEFAULT_RESPONSE_TIME) : null;
        }
        int[] maxMessages = {DEFAULT_RESPONSES};
        Duration[] timeToLive = {DEFAULT_RESPONSE_TIME};
        fields.fields(
                blockOrElse(item, "error parsing response permissions, expected a boolean or a map"), (key, value) -> {
                    switch (key) {
                        case "max", "max_msgs", "max_messages", "max_responses" -> {
                            int max = (int) whole(value, key, Integer.MIN_VALUE, Integer.MAX_VALUE);
                            maxMessages[0] = max == 0 ? DEFAULT_RESPONSES : max;
                        }
                        case "expires", "expiration", "ttl" -> {
                            Duration time = duration(value, key);
                            timeToLive[0] = time.isZero() ? DEFAULT_RESPONSE_TIME : time;
                        }
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        return new Responses(maxMessages[0], timeToLive[0]);
    }
}
