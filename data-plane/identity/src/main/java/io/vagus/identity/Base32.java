package io.vagus.identity;

/** RFC 4648 base32 in upper case without padding, as bytes: seeds pass through here, and a String cannot be wiped. */
final class Base32 {
    private static final byte[] ALPHABET = {
        'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P',
        'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', '2', '3', '4', '5', '6', '7'
    };

    private Base32() {}

    static byte[] encode(byte[] data) {
        byte[] text = new byte[(data.length * 8 + 4) / 5];
        int buffered = 0;
        int bits = 0;
        int at = 0;
        for (byte b : data) {
            buffered = (buffered << 8) | (b & 0xFF);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text[at++] = ALPHABET[(buffered >>> bits) & 31];
            }
        }
        if (bits > 0) {
            text[at] = ALPHABET[(buffered << (5 - bits)) & 31];
        }
        return text;
    }

    /** @throws IdentityException when a byte is outside the alphabet */
    static byte[] decode(byte[] text) {
        byte[] data = new byte[text.length * 5 / 8];
        int buffered = 0;
        int bits = 0;
        int at = 0;
        for (byte c : text) {
            buffered = (buffered << 5) | value(c);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                data[at++] = (byte) (buffered >>> bits);
            }
        }
        return data;
    }

    private static int value(byte c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= '2' && c <= '7') {
            return c - '2' + 26;
        }
        throw new IdentityException("nkeys: invalid encoded key");
    }
}
