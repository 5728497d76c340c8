package io.vagus.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The words that operations of clients begin with, in any case. They have numbers: there is one to tell for each operation. */
final class Verb {
    private static final byte[][] WORDS = {
        bytes("pub"),
        bytes("sub"),
        bytes("ping"),
        bytes("pong"),
        bytes("hpub"),
        bytes("unsub"),
        bytes("connect"),
        bytes("info"),
        bytes("+ok"),
        bytes("-err")
    };

    static final int PUB = 0;
    static final int SUB = 1;
    static final int PING = 2;
    static final int PONG = 3;
    static final int HPUB = 4;
    static final int UNSUB = 5;
    static final int CONNECT = 6;
    static final int INFO = 7;
    static final int OK = 8;

    /** What stands here may become a verb when more has come. */
    static final int UNDECIDED = -1;

    /** No verb begins like this. */
    static final int WRONG = -2;

    private Verb() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static int length(int verb) {
        return WORDS[verb].length;
    }

    /** Which verb stands here: its number, {@link #UNDECIDED} or {@link #WRONG}. */
    static int at(ByteBuffer in, int at, int to) {
        if (to - at >= 4) {
            int word = in.getInt(at) | 0x20202020;
            if (word == 0x20627570) {
                return PUB;
            }
            if (word == 0x62757068) {
                return HPUB;
            }
        }
        int outcome = WRONG;
        for (int i = 0; i < WORDS.length; i++) {
            int same = commonLength(WORDS[i], in, at, to);
            if (same == WORDS[i].length) {
                return i;
            }
            if (at + same == to) {
                outcome = UNDECIDED;
            }
        }
        return outcome;
    }

    private static int commonLength(byte[] verb, ByteBuffer in, int at, int to) {
        int i = 0;
        while (i < verb.length && at + i < to && lower(in.get(at + i)) == verb[i]) {
            i++;
        }
        return i;
    }

    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }
}
