package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.block;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.duration;
import static io.vagus.server.config.FieldReader.text;
import static io.vagus.server.config.FieldReader.whole;

import io.vagus.account.Permissions;
import io.vagus.account.Permissions.Responses;
import io.vagus.account.Permissions.Rules;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Item;
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
        fields.fields(block(item), reader::field);
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
            return new Rules(subjects(item, queues), List.of());
        }
        List<String> allow = new ArrayList<>();
        List<String> deny = new ArrayList<>();
        fields.fields(sides, (key, side) -> {
            switch (key) {
                case "allow" -> allow.addAll(subjects(side, queues));
                case "deny" -> deny.addAll(subjects(side, queues));
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Rules(allow, deny);
    }

    private List<String> subjects(Item item, boolean queues) {
        List<String> subjects = new ArrayList<>();
        fields.elements(item, each -> {
            String subject = text(each);
            if (!isValid(subject, queues)) {
                throw new ConfigException(item.position(), "subject \"" + subject + "\" is not a valid subject");
            }
            subjects.add(subject);
        });
        return subjects;
    }

    /** A pattern, or where queues are named too, {@code "pattern queue"}. */
    static boolean isValid(String text, boolean queues) {
        String[] parts = text.trim().split("[ \t]+");
        if (parts.length > (queues ? 2 : 1)) {
            return false;
        }
        for (String part : parts) {
            if (!isPattern(part)) {
                return false;
            }
        }
        return true;
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
        fields.fields(block(item), (key, value) -> {
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
