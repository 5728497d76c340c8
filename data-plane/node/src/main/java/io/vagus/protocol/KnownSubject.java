package io.vagus.protocol;

import java.nio.ByteBuffer;

/**
 * A subject whose bytes are compared with those in a read buffer eight at a time. Whoever knows more of a subject than its bytes
 * extends this, so that comparing it touches no other memory.
 */
public abstract class KnownSubject {

    private final int length;
    private final long word0;
    private final long word1;
    private final long word2;
    private final long word3;
    private final long[] words;

    protected KnownSubject(byte[] subject) {
        this.length = subject.length;
        this.words = words(subject);
        this.word0 = words.length > 0 ? words[0] : 0;
        this.word1 = words.length > 1 ? words[1] : 0;
        this.word2 = words.length > 2 ? words[2] : 0;
        this.word3 = words.length > 3 ? words[3] : 0;
    }

    /** The bytes as little-endian words, zeros behind them in the last. */
    private static long[] words(byte[] subject) {
        long[] words = new long[(subject.length + 7) / 8];
        for (int i = 0; i < subject.length; i++) {
            words[i >>> 3] |= (subject[i] & 0xffL) << ((i & 7) << 3);
        }
        return words;
    }

    /** How many bytes it has. */
    public final int length() {
        return length;
    }

    /** Whether its bytes stand here; there are at least so many in the buffer, and {@link ClientParser#SLACK_BYTES} behind them. */
    public final boolean standsAt(ByteBuffer in, int at) {
        return switch (length >>> 3) {
            case 0 -> isRest(in.getLong(at), word0);
            case 1 -> in.getLong(at) == word0 && isRest(in.getLong(at + 8), word1);
            case 2 -> in.getLong(at) == word0 && in.getLong(at + 8) == word1 && isRest(in.getLong(at + 16), word2);
            case 3 ->
                in.getLong(at) == word0
                        && in.getLong(at + 8) == word1
                        && in.getLong(at + 16) == word2
                        && isRest(in.getLong(at + 24), word3);
            default -> standsAtWhole(in, at);
        };
    }

    /** Whether the bytes of a last, incomplete word are the same. */
    private boolean isRest(long found, long word) {
        int rest = length & 7;
        return rest == 0 || (found ^ word) << (64 - (rest << 3)) == 0;
    }

    private boolean standsAtWhole(ByteBuffer in, int at) {
        int full = length >>> 3;
        for (int i = 0; i < full; i++) {
            if (in.getLong(at + (i << 3)) != words[i]) {
                return false;
            }
        }
        return (length & 7) == 0 || isRest(in.getLong(at + (full << 3)), words[full]);
    }
}
