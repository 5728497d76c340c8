package io.vagus.transport.tls.ocsp;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/** Walks over elements of DER (X.690), and writes them. Not safe for use by more than one thread. */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int NULL = 0x05;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int ENUMERATED = 0x0a;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;
    /** A constructed element with a number of the context's own, to which the number is added. */
    static final int CONTEXT = 0xa0;

    static final int END = -1;

    private static final int PRIMITIVE_CONTEXT = 0x80;
    private static final int MOST_LENGTH_OCTETS = 3;
    private static final int LONG_FORM = 0x80;

    private final byte[] bytes;
    private final int end;
    private int at;

    Der(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Der(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** A primitive element with a number of the context's own. */
    static int context(int number) {
        return PRIMITIVE_CONTEXT + number;
    }

    /** The tag that comes next, or {@link #END}. */
    int tag() {
        return at < end ? bytes[at] & 0xff : END;
    }

    /** What is in the next element, which must have that tag; this one goes on behind it. */
    Der enter(int tag) throws OcspException {
        if (tag() != tag) {
            throw malformed();
        }
        int start = contentAt();
        int length = length();
        if (length > end - start) {
            throw malformed();
        }
        at = start + length;
        return new Der(bytes, start, at);
    }

    /** Goes past the next element when it has that tag. */
    void skip(int tag) throws OcspException {
        if (tag() == tag) {
            enter(tag);
        }
    }

    /** The content of the next element, which must have that tag. */
    byte[] content(int tag) throws OcspException {
        Der inner = enter(tag);
        return Arrays.copyOfRange(bytes, inner.at, inner.end);
    }

    /** A whole number. */
    BigInteger integer() throws OcspException {
        byte[] content = content(INTEGER);
        if (content.length == 0) {
            throw malformed();
        }
        return new BigInteger(content);
    }

    /** The whole next element, of whatever tag. */
    byte[] element() throws OcspException {
        int start = at;
        enter(tag());
        return Arrays.copyOfRange(bytes, start, at);
    }

    /** An object identifier in its form with dots. */
    String objectIdentifier() throws OcspException {
        byte[] content = content(OBJECT_IDENTIFIER);
        StringBuilder text = new StringBuilder();
        long value = 0;
        for (byte part : content) {
            value = value << 7 | part & 0x7f;
            if (value > Integer.MAX_VALUE) {
                throw malformed();
            }
            if ((part & 0x80) != 0) {
                continue;
            }
            if (text.isEmpty()) {
                long first = Math.min(value / 40, 2);
                text.append(first).append('.').append(value - first * 40);
            } else {
                text.append('.').append(value);
            }
            value = 0;
        }
        return text.toString();
    }

    private int length() throws OcspException {
        if (at + 1 >= end) {
            throw malformed();
        }
        int first = bytes[at + 1] & 0xff;
        if (first < LONG_FORM) {
            return first;
        }
        int octets = first & 0x7f;
        if (octets == 0 || octets > MOST_LENGTH_OCTETS || at + 2 + octets > end) {
            throw malformed();
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | bytes[at + 2 + i] & 0xff;
        }
        return length;
    }

    private int contentAt() throws OcspException {
        length();
        int first = bytes[at + 1] & 0xff;
        return at + 2 + (first < LONG_FORM ? 0 : first & 0x7f);
    }

    static OcspException malformed() {
        return new OcspException("asn1: structure error");
    }

    /** One element with these contents, one after the other. */
    static byte[] element(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        if (length >= LONG_FORM) {
            int octets = length <= 0xff ? 1 : length <= 0xffff ? 2 : MOST_LENGTH_OCTETS;
            out.write(LONG_FORM | octets);
            for (int i = octets - 1; i > 0; i--) {
                out.write(length >>> 8 * i);
            }
        }
        out.write(length);
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }
}
