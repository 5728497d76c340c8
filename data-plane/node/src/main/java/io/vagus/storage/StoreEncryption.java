package io.vagus.storage;

import org.jspecify.annotations.Nullable;

/**
 * How files are encrypted: the configured key, the one before it while keys are being changed, and the cipher. Does not show keys as text.
 */
public record StoreEncryption(String key, @Nullable String previousKey, StoreCipher cipher) {

    @Override
    public String toString() {
        return "StoreEncryption[" + cipher + "]";
    }
}
