package io.vagus.routing;

import java.util.Arrays;

/** One token of a subject as a key: bytes with their hash. A probe is one whose content changes; only a fixed one is ever stored. */
final class Token {

    private byte[] bytes;
    private int from;
    private int to;
    private int hash;

    private Token(byte[] bytes) {
        this.bytes = bytes;
    }

    static Token probe() {
        return new Token(new byte[0]);
    }

    Token pointAt(byte[] subject, int start, int end) {
        bytes = subject;
        from = start;
        to = end;
        hash = hashOf(subject, start, end);
        return this;
    }

    /** A copy of this key that stays as it is. */
    Token fixed() {
        byte[] copy = Arrays.copyOfRange(bytes, from, to);
        return new Token(copy).pointAt(copy, 0, copy.length);
    }

    /** A copy of this key that stays as it is as long as the bytes it points at do. */
    Token sharing() {
        return new Token(bytes).pointAt(bytes, from, to);
    }

    static int hashOf(byte[] subject, int start, int end) {
        int h = end - start;
        for (int i = start; i < end; i++) {
            h = 31 * h + subject[i];
        }
        return h ^ (h >>> 15);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Token that
                && hash == that.hash
                && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
    }
}
