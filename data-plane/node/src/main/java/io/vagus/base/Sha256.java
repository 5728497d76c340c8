package io.vagus.base;

/**
 * SHA-256 (FIPS 180-4) of what is short and no secret: names and configurations. The JDK has a faster one; but who asks for it
 * first waits until it has set up all its security providers, and every start of a node would wait for that.
 */
public final class Sha256 {
    private static final int BLOCK = 64;
    private static final int LENGTH_BYTES = 8;
    private static final int WORDS = 8;

    /** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
    private static final int[] ROUNDS = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, //
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, //
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, //
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, //
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, //
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, //
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, //
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
    };

    private final int[] state = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };

    private Sha256() {}

    /** The hash of these bytes: 32. */
    public static byte[] of(byte[] message) {
        Sha256 hash = new Sha256();
        int whole = message.length / BLOCK * BLOCK;
        for (int at = 0; at < whole; at += BLOCK) {
            hash.block(message, at);
        }
        int rest = message.length - whole;
        byte[] end = new byte[rest + 1 + LENGTH_BYTES <= BLOCK ? BLOCK : 2 * BLOCK];
        System.arraycopy(message, whole, end, 0, rest);
        end[rest] = (byte) 0x80;
        long bits = (long) message.length * Byte.SIZE;
        for (int i = 1; i <= LENGTH_BYTES; i++, bits >>>= Byte.SIZE) {
            end[end.length - i] = (byte) bits;
        }
        for (int at = 0; at < end.length; at += BLOCK) {
            hash.block(end, at);
        }
        return hash.bytes();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[WORDS * Integer.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (state[i / Integer.BYTES] >>> (Integer.BYTES - 1 - i % Integer.BYTES) * Byte.SIZE);
        }
        return bytes;
    }

    private void block(byte[] message, int from) {
        int[] words = new int[ROUNDS.length];
        for (int i = 0; i < BLOCK; i++) {
            words[i / Integer.BYTES] = words[i / Integer.BYTES] << Byte.SIZE | message[from + i] & 0xff;
        }
        for (int i = BLOCK / Integer.BYTES; i < words.length; i++) {
            int early = words[i - 15];
            int late = words[i - 2];
            words[i] = words[i - 16]
                    + words[i - 7]
                    + (Integer.rotateRight(early, 7) ^ Integer.rotateRight(early, 18) ^ early >>> 3)
                    + (Integer.rotateRight(late, 17) ^ Integer.rotateRight(late, 19) ^ late >>> 10);
        }
        int[] now = state.clone();
        for (int i = 0; i < words.length; i++) {
            int a = now[0];
            int e = now[4];
            int first = now[7]
                    + (Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25))
                    + (e & now[5] ^ ~e & now[6])
                    + ROUNDS[i]
                    + words[i];
            int second = (Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22))
                    + (a & now[1] ^ a & now[2] ^ now[1] & now[2]);
            System.arraycopy(now, 0, now, 1, WORDS - 1);
            now[4] += first;
            now[0] = first + second;
        }
        for (int i = 0; i < WORDS; i++) {
            state[i] += now[i];
        }
    }
}
