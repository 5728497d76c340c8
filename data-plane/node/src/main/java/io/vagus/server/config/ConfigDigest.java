package io.vagus.server.config;

import io.vagus.base.Sha256;
import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Decimal;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Moment;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names what a configuration says, whatever its layout: SHA-256 over the values as JSON with sorted keys and a final line
 * feed. The same configuration has the same digest in nats-server, so operators can compare the two. It is reckoned when it is
 * asked for: a node binds its port before.
 */
public final class ConfigDigest {
    /** What it is reckoned of; empty when that is done. */
    private byte[] json;

    private @Nullable String text;

    private ConfigDigest(byte[] json) {
        this.json = json;
    }

    static ConfigDigest of(Block root) {
        StringBuilder json = new StringBuilder();
        write(json, root);
        json.append('\n');
        return new ConfigDigest(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** {@code sha256:} and 64 hexadecimal digits. */
    public synchronized String text() {
        String reckoned = text;
        if (reckoned == null) {
            reckoned = "sha256:" + HexFormat.of().formatHex(Sha256.of(json));
            text = reckoned;
            json = new byte[0];
        }
        return reckoned;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfigDigest digest && text().equals(digest.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }

    private static void write(StringBuilder json, ConfigValue value) {
        // Not a switch over types: its first use takes the JVM many milliseconds, which no AOT cache saves.
        if (value instanceof Text text) {
            writeText(json, text.value());
        } else if (value instanceof Bool bool) {
            json.append(bool.value());
        } else if (value instanceof Whole whole) {
            json.append(whole.value());
        } else if (value instanceof Decimal decimal) {
            json.append(number(decimal.value()));
        } else if (value instanceof Moment moment) {
            writeText(json, DateTimeFormatter.ISO_INSTANT.format(moment.value()));
        } else if (value instanceof Array array) {
            json.append('[');
            String separator = "";
            for (Item item : array.items()) {
                json.append(separator);
                write(json, item.value());
                separator = ",";
            }
            json.append(']');
        } else if (value instanceof Block block) {
            json.append('{');
            String separator = "";
            for (Map.Entry<String, Item> pair : new TreeMap<>(block.pairs()).entrySet()) {
                json.append(separator);
                writeText(json, pair.getKey());
                json.append(':');
                write(json, pair.getValue().value());
                separator = ",";
            }
            json.append('}');
        }
    }

    /** As Go writes a float64 in JSON: the fewest digits that mean it, with an exponent far from one. */
    private static String number(double value) {
        double size = Math.abs(value);
        String plain = Double.toString(value);
        if (size >= 1e-3 && size < 1e7) {
            // Without BigDecimal, the first use of which takes the JVM tens of milliseconds.
            return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
        }
        BigDecimal exact = new BigDecimal(plain).stripTrailingZeros();
        if (size == 0 || size >= 1e-6 && size < 1e21) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - exact.scale();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+")
                + Math.abs(exponent);
    }

    private static void writeText(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '<', '>', '&', '\u2028', '\u2029' -> json.append(String.format("\\u%04x", (int) c));
                default -> {
                    if (c < 0x20) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else if (isLone(text, i)) {
                        json.append("\\ufffd");
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    /** Half a character: stands for a byte that is no UTF-8. */
    private static boolean isLone(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
