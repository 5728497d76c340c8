package io.vagus.base;

import java.time.Instant;
import java.util.Collection;

/**
 * Writes JSON objects as Go's encoder does, member by member, without a library: for what is written per message. Not safe for
 * use by several threads.
 */
public final class GoJson {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder text = new StringBuilder(256);
    private boolean first = true;

    /** Begins the object, or one within. */
    public GoJson begin() {
        text.append('{');
        first = true;
        return this;
    }

    /** Ends an object. */
    public GoJson end() {
        text.append('}');
        first = false;
        return this;
    }

    /** Begins the member of this name; its value follows. */
    public GoJson name(String name) {
        if (!first) {
            text.append(',');
        }
        first = false;
        quote(name);
        text.append(':');
        return this;
    }

    /** A member that is an object. */
    public GoJson object(String name) {
        return name(name).begin();
    }

    /** A member; nothing when it is null or empty. */
    public GoJson put(String name, @org.jspecify.annotations.Nullable String value) {
        if (value != null && !value.isEmpty()) {
            name(name);
            quote(value);
        }
        return this;
    }

    /** A member that is there when it is empty too. */
    public GoJson always(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    /** A member; nothing when it is 0. */
    public GoJson put(String name, long value) {
        if (value != 0) {
            name(name);
            text.append(value);
        }
        return this;
    }

    /** A member that is there when it is 0 too. */
    public GoJson always(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    /** A member that is true; nothing when it is false. */
    public GoJson flag(String name, boolean value) {
        if (value) {
            name(name);
            text.append("true");
        }
        return this;
    }

    /** A time, as RFC 3339 with as many digits of the second as there are. */
    public GoJson put(String name, Instant time) {
        name(name);
        String written = time.toString();
        int dot = written.indexOf('.');
        int end = written.length() - 1;
        while (dot >= 0 && written.charAt(end - 1) == '0') {
            end--;
        }
        text.append('"').append(written, 0, end).append("Z\"");
        return this;
    }

    /** A list of texts; nothing when it is empty. */
    public GoJson put(String name, Collection<String> values) {
        if (!values.isEmpty()) {
            name(name);
            text.append('[');
            int at = 0;
            for (String value : values) {
                if (at++ > 0) {
                    text.append(',');
                }
                quote(value);
            }
            text.append(']');
        }
        return this;
    }

    /** Begins a list of objects. */
    public GoJson list(String name) {
        name(name);
        text.append('[');
        first = true;
        return this;
    }

    /** Begins the next object of a list. */
    public GoJson element() {
        if (!first) {
            text.append(',');
        }
        return begin();
    }

    /** Ends a list. */
    public GoJson endList() {
        text.append(']');
        first = false;
        return this;
    }

    /** A member whose value is JSON already. */
    public GoJson raw(String name, String json) {
        name(name);
        text.append(json);
        return this;
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                        text.append("\\u")
                                .append(HEX[c >> 12])
                                .append(HEX[c >> 8 & 15])
                                .append(HEX[c >> 4 & 15])
                                .append(HEX[c & 15]);
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
