package io.vagus.identity;

import java.security.SecureRandom;

/** Fresh keys for tests. */
final class Keys {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Keys() {}

    static NkeyPair of(KeyKind kind) {
        return NkeyPair.generate(kind, RANDOM);
    }
}
