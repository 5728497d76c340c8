package io.vagus.monitoring.metrics;

import io.vagus.monitoring.metrics.Family.Kind;
import io.vagus.monitoring.metrics.Family.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The two text forms that Prometheus reads. Sources: Prometheus' exposition formats, version 0.0.4; OpenMetrics 1.0.0.
 */
public enum Exposition {
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";

    private final String contentType;

    Exposition(String contentType) {
        this.contentType = contentType;
    }

    /** For the header of that name. */
    public String contentType() {
        return contentType;
    }

    /** What the asker likes better; the older form where it does not care. */
    public static Exposition of(String accept) {
        double open = 0;
        double plain = 0;
        for (String part : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] words = part.split(";", -1);
            double quality = quality(words);
            switch (words[0].strip()) {
                case OPEN_METRICS_TYPE -> open = Math.max(open, quality);
                case "text/plain", "text/*", "*/*" -> plain = Math.max(plain, quality);
                default -> {}
            }
        }
        return open > 0 && open >= plain ? OPEN_METRICS : PROMETHEUS;
    }

    private static double quality(String[] words) {
        for (String word : words) {
            String option = word.strip();
            if (option.startsWith("q=")) {
                try {
                    return Double.parseDouble(option.substring(2));
                } catch (NumberFormatException malformed) {
                    return 0;
                }
            }
        }
        return 1;
    }

    /** All families as text. */
    public String write(List<Family> families) {
        StringBuilder text = new StringBuilder();
        for (Family family : families) {
            write(family, text);
        }
        if (this == OPEN_METRICS) {
            text.append("# EOF\n");
        }
        return text.toString();
    }

    private void write(Family family, StringBuilder text) {
        if (family.samples().isEmpty()) {
            return;
        }
        String sampleName = family.kind() == Kind.COUNTER ? family.name() + "_total" : family.name();
        String familyName = this == OPEN_METRICS ? family.name() : sampleName;
        text.append("# TYPE ").append(familyName).append(' ');
        text.append(family.kind().name().toLowerCase(Locale.ROOT)).append('\n');
        if (this == OPEN_METRICS && !family.unit().isEmpty()) {
            text.append("# UNIT ")
                    .append(familyName)
                    .append(' ')
                    .append(family.unit())
                    .append('\n');
        }
        text.append("# HELP ").append(familyName).append(' ');
        escape(family.help(), this == OPEN_METRICS, text);
        text.append('\n');
        for (Sample sample : family.samples()) {
            text.append(sampleName);
            labels(sample.labels(), text);
            text.append(' ').append(number(sample.value())).append('\n');
        }
    }

    private static void labels(Map<String, String> labels, StringBuilder text) {
        if (labels.isEmpty()) {
            return;
        }
        char separator = '{';
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            text.append(separator).append(label.getKey()).append("=\"");
            escape(label.getValue(), true, text);
            text.append('"');
            separator = ',';
        }
        text.append('}');
    }

    private static void escape(String value, boolean quotes, StringBuilder text) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '"' -> text.append(quotes ? "\\\"" : "\"");
                default -> text.append(c);
            }
        }
    }

    private static String number(double value) {
        long whole = (long) value;
        return whole == value ? Long.toString(whole) : Double.toString(value);
    }
}
