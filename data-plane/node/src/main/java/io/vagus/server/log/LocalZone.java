package io.vagus.server.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * The zone of the machine's clock, for the times in the log. Where that is UTC, as in most containers, it is found without the
 * JDK's table of all zones, which takes a starting node some milliseconds to read.
 */
public final class LocalZone {
    private static final String ZONES = "/zoneinfo/";

    private LocalZone() {}

    /** The zone of this process. */
    public static TimeZone find() {
        String told = System.getProperty("user.timezone", "");
        return told.isEmpty() && isUtc(System.getenv("TZ"), Path.of("/etc/localtime"))
                ? new SimpleTimeZone(0, "UTC")
                : TimeZone.getDefault();
    }

    /**
     * Whether the machine surely is in UTC.
     *
     * @param told what the environment says; null when it says nothing
     * @param link the machine's own zone, which is looked at then
     */
    static boolean isUtc(@Nullable String told, Path link) {
        if (told != null) {
            return told.equals("UTC") || told.equals("Etc/UTC");
        }
        try {
            String zone = Files.readSymbolicLink(link).toString();
            String name = zone.substring(zone.indexOf(ZONES) + ZONES.length());
            return zone.contains(ZONES) && (name.equals("UTC") || name.equals("Etc/UTC"));
        } catch (IOException | UnsupportedOperationException noLink) {
            return false;
        }
    }
}
