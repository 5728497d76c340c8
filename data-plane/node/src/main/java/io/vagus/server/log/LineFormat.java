package io.vagus.server.log;

import io.vagus.base.Log.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;

/** How a line looks: as nats-server writes it, {@code [pid] 2006/01/02 15:04:05.000000 [INF] text}, or as JSON. */
final class LineFormat {
    private static final String CLIENT_MARK = " - cid:";

    private final long pid;
    private final TimeZone localZone;
    private final LogSettings settings;
    private final boolean colours;

    LineFormat(long pid, TimeZone localZone, LogSettings settings, boolean colours) {
        this.pid = pid;
        this.localZone = localZone;
        this.settings = settings;
        this.colours = colours;
    }

    byte[] line(Level level, String text, Instant now) {
        return line(level, text, now, "\n");
    }

    /** A line with that end; nats-server ends what it writes about its files in another way than everything else. */
    byte[] line(Level level, String text, Instant now, String end) {
        StringBuilder line = new StringBuilder(text.length() + 64);
        if (settings.json()) {
            json(line, level, text, now);
            line.append('\n');
        } else {
            line.append('[').append(pid).append("] ");
            if (settings.timestamps()) {
                time(line, now, '/', ' ').append(' ');
            }
            label(line, level);
            line.append(text);
            if (!text.endsWith("\n")) {
                line.append(end);
            }
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void label(StringBuilder line, Level level) {
        if (!colours) {
            line.append('[').append(level.label()).append("] ");
            return;
        }
        String colour = switch (level) {
            case INFO -> "32";
            case DEBUG -> "36";
            case WARN -> "0;93";
            case ERROR, FATAL -> "31";
            case TRACE -> "33";
        };
        line.append("[\u001b[").append(colour).append('m').append(level.label()).append("\u001b[0m] ");
    }

    private void json(StringBuilder line, Level level, String text, Instant now) {
        line.append('{');
        if (settings.timestamps()) {
            line.append("\"time\":\"");
            time(line, now, '-', 'T');
            line.append(zone(now)).append("\",");
        }
        line.append("\"level\":\"")
                .append(level.name().toLowerCase(java.util.Locale.ROOT))
                .append("\",\"pid\":");
        line.append(pid);
        int mark = text.indexOf(CLIENT_MARK);
        int numberEnd = mark < 0 ? -1 : text.indexOf(" - ", mark + CLIENT_MARK.length());
        if (numberEnd > 0 && isNumber(text, mark + CLIENT_MARK.length(), numberEnd)) {
            line.append(",\"client\":");
            quoted(line, text.substring(0, mark));
            line.append(",\"cid\":").append(text, mark + CLIENT_MARK.length(), numberEnd);
            line.append(",\"message\":");
            quoted(line, text.substring(numberEnd + 3));
        } else {
            line.append(",\"message\":");
            quoted(line, text);
        }
        line.append('}');
    }

    private static boolean isNumber(String text, int from, int to) {
        return from < to && text.chars().skip(from).limit(to - from).allMatch(c -> c >= '0' && c <= '9');
    }

    private static void quoted(StringBuilder into, String text) {
        into.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> into.append('\\').append(c);
                case '\n' -> into.append("\\n");
                case '\r' -> into.append("\\r");
                case '\t' -> into.append("\\t");
                default -> {
                    if (c < ' ') {
                        into.append("\\u00").append(c < 0x10 ? "0" : "").append(Integer.toHexString(c));
                    } else {
                        into.append(c);
                    }
                }
            }
        }
        into.append('"');
    }

    private ZoneOffset offset(Instant now) {
        // Not a ZoneId: that looks for providers in every jar, at the first line of a starting node.
        return settings.utc()
                ? ZoneOffset.UTC
                : ZoneOffset.ofTotalSeconds(localZone.getOffset(now.toEpochMilli()) / 1000);
    }

    private String zone(Instant now) {
        return offset(now).getId();
    }

    private StringBuilder time(StringBuilder into, Instant now, char dateMark, char between) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(now.getEpochSecond(), now.getNano(), offset(now));
        padded(into, time.getYear(), 4).append(dateMark);
        padded(into, time.getMonthValue(), 2).append(dateMark);
        padded(into, time.getDayOfMonth(), 2).append(between);
        padded(into, time.getHour(), 2).append(':');
        padded(into, time.getMinute(), 2).append(':');
        padded(into, time.getSecond(), 2).append('.');
        return padded(into, time.getNano() / 1000, 6);
    }

    /** The end of the name of a file that is put away: {@code .2006.01.02.15.04.05.000000000}. */
    String backupSuffix(Instant now) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                now.getEpochSecond(),
                now.getNano(),
                ZoneOffset.ofTotalSeconds(localZone.getOffset(now.toEpochMilli()) / 1000));
        StringBuilder suffix = new StringBuilder(".");
        padded(suffix, time.getYear(), 4).append('.');
        padded(suffix, time.getMonthValue(), 2).append('.');
        padded(suffix, time.getDayOfMonth(), 2).append('.');
        padded(suffix, time.getHour(), 2).append('.');
        padded(suffix, time.getMinute(), 2).append('.');
        padded(suffix, time.getSecond(), 2).append('.');
        return padded(suffix, time.getNano(), 9).toString();
    }

    private static StringBuilder padded(StringBuilder into, int number, int width) {
        String digits = Integer.toString(number);
        return into.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }
}
