package io.vagus.identity;

import org.jspecify.annotations.Nullable;

/** The role of an nkey; its prefix byte makes the first letter of the text form. */
public enum KeyKind {
    OPERATOR('O', 14 << 3),
    SERVER('N', 13 << 3),
    CLUSTER('C', 2 << 3),
    ACCOUNT('A', 0),
    USER('U', 20 << 3),
    CURVE('X', 23 << 3);

    static final int SEED_PREFIX = 18 << 3;

    private final char letter;
    private final int prefix;

    KeyKind(char letter, int prefix) {
        this.letter = letter;
        this.prefix = prefix;
    }

    /** The first letter of public keys of this kind; the second one of their seeds. */
    public char letter() {
        return letter;
    }

    int prefix() {
        return prefix;
    }

    static @Nullable KeyKind ofPrefix(int prefix) {
        for (KeyKind kind : values()) {
            if (kind.prefix == prefix) {
                return kind;
            }
        }
        return null;
    }
}
