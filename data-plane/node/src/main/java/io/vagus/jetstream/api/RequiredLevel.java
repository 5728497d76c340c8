package io.vagus.jetstream.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether what is stored asks for more than this server knows (ADR-44), and how nats-server says so. */
public final class RequiredLevel {
    private RequiredLevel() {}

    /**
     * Why a stream or consumer cannot be served; null when it can.
     *
     * @param metadata of its description
     * @param unreadable what is wrong with the description; null for nothing
     */
    public static @Nullable String refusal(Map<String, String> metadata, @Nullable String unreadable, int current) {
        String level = metadata.getOrDefault(MetadataKeys.REQUIRED_LEVEL, "");
        if (!level.isEmpty() && !isWithin(level, current)) {
            return unreadable == null
                    ? "unsupported - required API level: " + level + ", current API level: " + current
                    : "unsupported - config error: "
                            + (unreadable.startsWith("json: ") ? unreadable.substring("json: ".length()) : unreadable);
        }
        return unreadable == null ? null : "decoding error: " + unreadable;
    }

    private static boolean isWithin(String level, int current) {
        try {
            return Integer.parseInt(level) <= current;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
