package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneRulesException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Permissions and limits of a user: in the user's own token, or in the template of the scoped key that signed it (the
 * user's token then has none). Counts and bytes: {@link #UNLIMITED_VALUE} means no limit, zero means none at all.
 */
public record UserLimits(
        Permissions permissions,
        long subscriptions,
        long data,
        long payloadBytes,
        List<String> sourceNetworks,
        List<TimeRange> times,
        String timeZone,
        boolean bearer,
        boolean proxyRequired,
        List<String> connectionTypes) {

    public static final long UNLIMITED_VALUE = -1;

    /** All zero: what a user signed by a scoped key carries. */
    public static final UserLimits NONE =
            new UserLimits(Permissions.ANYTHING, 0, 0, 0, List.of(), List.of(), "", false, false, List.of());

    public static final UserLimits UNLIMITED = new UserLimits(
            Permissions.ANYTHING,
            UNLIMITED_VALUE,
            UNLIMITED_VALUE,
            UNLIMITED_VALUE,
            List.of(),
            List.of(),
            "",
            false,
            false,
            List.of());

    public UserLimits {
        sourceNetworks = List.copyOf(sourceNetworks);
        times = List.copyOf(times);
        connectionTypes = List.copyOf(connectionTypes);
    }

    public UserLimits withPermissions(Permissions changed) {
        return new UserLimits(
                changed,
                subscriptions,
                data,
                payloadBytes,
                sourceNetworks,
                times,
                timeZone,
                bearer,
                proxyRequired,
                connectionTypes);
    }

    static UserLimits read(ObjectNode node, long whenAbsent) {
        List<TimeRange> times = new ArrayList<>();
        for (ObjectNode range : Json.objects(node, "times")) {
            times.add(new TimeRange(Json.string(range, "start"), Json.string(range, "end")));
        }
        return new UserLimits(
                Permissions.read(node),
                Json.integer(node, "subs", whenAbsent),
                Json.integer(node, "data", whenAbsent),
                Json.integer(node, "payload", whenAbsent),
                sourceNetworks(node),
                times,
                Json.string(node, "times_location"),
                Json.flag(node, "bearer_token"),
                Json.flag(node, "proxy_required"),
                Json.strings(node, "allowed_connection_types"));
    }

    void write(ObjectNode node) {
        permissions.write(node);
        Json.put(node, "subs", subscriptions);
        Json.put(node, "data", data);
        Json.put(node, "payload", payloadBytes);
        Json.put(node, "src", sourceNetworks);
        node.remove("times");
        if (!times.isEmpty()) {
            ArrayNode ranges = node.putArray("times");
            times.forEach(
                    range -> ranges.addObject().put("start", range.start()).put("end", range.end()));
        }
        Json.put(node, "times_location", timeZone);
        Json.put(node, "bearer_token", bearer);
        Json.put(node, "proxy_required", proxyRequired);
        Json.put(node, "allowed_connection_types", connectionTypes);
    }

    void validate(Consumer<String> problems) {
        permissions.validate(problems);
        for (String network : sourceNetworks) {
            if (!Cidr.isValid(network)) {
                problems.accept("invalid cidr \"" + network + "\" in user src limits");
            }
        }
        for (TimeRange range : times) {
            validateTime("start", range.start(), problems);
            validateTime("end", range.end(), problems);
        }
        if (!timeZone.isEmpty() && !isZone(timeZone)) {
            problems.accept("could not parse iana time zone by name: " + timeZone);
        }
    }

    private static List<String> sourceNetworks(ObjectNode node) {
        // Version 1 tokens carry one comma separated string.
        if (node.path("src").isTextual()) {
            String text = node.path("src").textValue();
            return text.isEmpty()
                    ? List.of()
                    : List.of(text.toLowerCase(java.util.Locale.ROOT).split(",", -1));
        }
        return Json.strings(node, "src");
    }

    private static void validateTime(String which, String time, Consumer<String> problems) {
        if (time.isEmpty()) {
            problems.accept("time ranges " + which + " must contain " + (which.equals("end") ? "an " : "a ") + which);
            return;
        }
        try {
            LocalTime.parse(time);
        } catch (DateTimeParseException malformed) {
            problems.accept(which + " in time range is invalid \"" + time + "\"");
        }
    }

    private static boolean isZone(String name) {
        try {
            ZoneId.of(name);
            return true;
        } catch (ZoneRulesException | IllegalArgumentException unknown) {
            return false;
        } catch (java.time.DateTimeException malformed) {
            return false;
        }
    }
}
