package io.vagus.storage;

/** How files are encrypted. The code stands in files. */
public enum StoreCipher {
    CHACHA20_POLY1305(1, "ChaCha20-Poly1305", "ChaCha20"),
    AES_GCM(2, "AES/GCM/NoPadding", "AES");

    private final int code;
    private final String transformation;
    private final String algorithm;

    StoreCipher(int code, String transformation, String algorithm) {
        this.code = code;
        this.transformation = transformation;
        this.algorithm = algorithm;
    }

    int code() {
        return code;
    }

    String transformation() {
        return transformation;
    }

    String algorithm() {
        return algorithm;
    }

    static StoreCipher of(int code) {
        return code == AES_GCM.code ? AES_GCM : CHACHA20_POLY1305;
    }
}
