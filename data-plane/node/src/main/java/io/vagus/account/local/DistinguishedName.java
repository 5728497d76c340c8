package io.vagus.account.local;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/**
 * A distinguished name: relative names in the order of RFC 4514, the most specific first, each a set of attributes.
 * Source: RFC 4514 for the text form; nats-server internal/ldap for what it knows of attribute types.
 */
record DistinguishedName(List<Set<DistinguishedName.Attribute>> parts) {
    private static final Map<String, String> TYPES = Map.of(
            "2.5.4.3", "CN",
            "2.5.4.5", "SERIALNUMBER",
            "2.5.4.6", "C",
            "2.5.4.7", "L",
            "2.5.4.8", "ST",
            "2.5.4.9", "STREET",
            "2.5.4.10", "O",
            "2.5.4.11", "OU",
            "2.5.4.17", "POSTALCODE",
            "0.9.2342.19200300.100.1.25", "DC");

    /** Type (upper case) and value. */
    record Attribute(String type, String value) {}

    /** The name in a certificate's subject; null when it has an attribute of an unknown type. */
    static @Nullable DistinguishedName of(byte[] derSubject) {
        List<Set<Attribute>> parts = new ArrayList<>();
        for (RDN rdn : X500Name.getInstance(derSubject).getRDNs()) {
            Set<Attribute> attributes = new java.util.HashSet<>();
            for (AttributeTypeAndValue each : rdn.getTypesAndValues()) {
                String type = TYPES.get(each.getType().getId());
                if (type == null || !(each.getValue() instanceof ASN1String text)) {
                    return null;
                }
                attributes.add(new Attribute(type, text.getString()));
            }
            if (!attributes.isEmpty()) {
                parts.addFirst(attributes);
            }
        }
        return new DistinguishedName(parts);
    }

    /** The name in text; null when the text is none. */
    static @Nullable DistinguishedName parse(String text) {
        return new Parser(text).parse();
    }

    /** Whether both have the same parts, in any order. */
    boolean hasPartsOf(DistinguishedName other) {
        if (parts.size() != other.parts.size()) {
            return false;
        }
        List<Set<Attribute>> rest = new ArrayList<>(other.parts);
        return parts.stream().allMatch(rest::remove);
    }

    private static final class Parser {
        private final byte[] text;
        private final List<Set<Attribute>> parts = new ArrayList<>();
        private Set<Attribute> part = new java.util.HashSet<>();
        private String type = "";
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        private int trailingSpaces;
        private int at;

        Parser(String text) {
            this.text = text.getBytes(StandardCharsets.UTF_8);
        }

        @Nullable
        DistinguishedName parse() {
            while (at < text.length) {
                if (!step((char) text[at])) {
                    return null;
                }
                at++;
            }
            if (buffer.size() > 0) {
                if (type.isEmpty()) {
                    return null;
                }
                part.add(new Attribute(type, taken()));
                parts.add(part);
            }
            return new DistinguishedName(parts);
        }

        /** False when the text is no name. */
        private boolean step(char c) {
            switch (c) {
                case '\\' -> {
                    trailingSpaces = 0;
                    return escape();
                }
                case '=' -> {
                    type = taken().toUpperCase(java.util.Locale.ROOT);
                    return at + 1 >= text.length || text[at + 1] != '#';
                }
                case ',', '+' -> {
                    return endValue(c);
                }
                case ' ' -> {
                    if (buffer.size() > 0) {
                        trailingSpaces++;
                        buffer.write(c);
                    }
                }
                default -> {
                    trailingSpaces = 0;
                    buffer.write(text[at]);
                }
            }
            return true;
        }

        private boolean endValue(char separator) {
            if (type.isEmpty()) {
                return false;
            }
            part.add(new Attribute(type, taken()));
            type = "";
            if (separator == ',') {
                parts.add(part);
                part = new java.util.HashSet<>();
            }
            return true;
        }

        private boolean escape() {
            if (at + 1 >= text.length) {
                // A lone backslash at the end stands for nothing.
                return true;
            }
            char next = (char) text[at + 1];
            if (" \"#+,;<=>\\".indexOf(next) >= 0) {
                buffer.write(next);
                at++;
                return true;
            }
            int high = Character.digit(next, 16);
            int low = at + 2 < text.length ? Character.digit((char) text[at + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            buffer.write(high << 4 | low);
            at += 2;
            return true;
        }

        private String taken() {
            byte[] bytes = buffer.toByteArray();
            String value = new String(bytes, 0, bytes.length - trailingSpaces, StandardCharsets.UTF_8);
            buffer.reset();
            trailingSpaces = 0;
            return value;
        }
    }
}
