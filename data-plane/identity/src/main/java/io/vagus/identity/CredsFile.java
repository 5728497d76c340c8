package io.vagus.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The file a client authenticates with: its user JWT and the seed that proves it owns the JWT's key, each between
 * dashed lines. Bytes rather than Strings, so that callers can wipe the seed.
 */
public final class CredsFile {
    /** More than any token with its seed. */
    public static final int MAX_BYTES = Jwt.MAX_TOKEN_LENGTH + 4096;

    private static final int MIN_DASHES = 3;
    private static final byte[] BEFORE_SEED = """

            ************************* IMPORTANT *************************
            NKEY Seed printed below can be used to sign and prove identity.
            NKEYs are sensitive and should be treated as secrets.

            -----BEGIN USER NKEY SEED-----
            """.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER_SEED = """

            ------END USER NKEY SEED------

            *************************************************************
            """.getBytes(StandardCharsets.US_ASCII);

    private CredsFile() {}

    /** What a creds file holds; close it to wipe the seed. */
    public record Credentials(String jwt, NkeyPair key) implements AutoCloseable {
        @Override
        public void close() {
            key.close();
        }

        @Override
        public String toString() {
            return "Credentials[" + key + "]";
        }
    }

    /** The content of the file; a secret, which the caller wipes when done. */
    public static byte[] format(String userJwt, NkeyPair user) {
        byte[] head = ("-----BEGIN NATS USER JWT-----\n" + userJwt + "\n------END NATS USER JWT------\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] seed = user.seed();
        byte[] file = Arrays.copyOf(head, head.length + BEFORE_SEED.length + seed.length + AFTER_SEED.length);
        int at = head.length;
        for (byte[] part : new byte[][] {BEFORE_SEED, seed, AFTER_SEED}) {
            System.arraycopy(part, 0, file, at, part.length);
            at += part.length;
        }
        Arrays.fill(seed, (byte) 0);
        return file;
    }

    /** @throws IdentityException when there is no JWT or no user seed in it */
    public static Credentials parse(byte[] file) {
        if (file.length > MAX_BYTES) {
            throw new IdentityException("credentials file too large");
        }
        Lines lines = new Lines(file);
        byte[] jwt = lines.nextBlock();
        byte[] seed = lines.nextBlock();
        try {
            if (jwt.length == 0) {
                throw new IdentityException("no user JWT in the credentials");
            }
            if (seed.length < 2 || seed[0] != 'S' || seed[1] != KeyKind.USER.letter()) {
                throw new IdentityException("nkeys: doesn't contain an user seed nkey");
            }
            return new Credentials(new String(jwt, StandardCharsets.US_ASCII), NkeyPair.fromSeed(seed));
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** Finds the single lines that stand between two dashed ones. */
    private static final class Lines {
        private final byte[] file;
        private int at;

        private Lines(byte[] file) {
            this.file = file;
        }

        /** The next line framed by dashes; empty when there is none. */
        private byte[] nextBlock() {
            while (at < file.length) {
                if (!isDashed(nextLine())) {
                    continue;
                }
                int start = at;
                byte[] content = nextLine();
                if (isToken(content) && isDashed(nextLine())) {
                    return content;
                }
                Arrays.fill(content, (byte) 0);
                at = start;
            }
            return new byte[0];
        }

        private byte[] nextLine() {
            int start = at;
            while (at < file.length && file[at] != '\n') {
                at++;
            }
            int end = at > start && file[at - 1] == '\r' ? at - 1 : at;
            at = Math.min(at + 1, file.length);
            return trimmed(start, end);
        }

        private byte[] trimmed(int start, int end) {
            int from = start;
            int to = end;
            while (from < to && file[from] == ' ') {
                from++;
            }
            while (to > from && file[to - 1] == ' ') {
                to--;
            }
            return Arrays.copyOfRange(file, from, to);
        }

        private static boolean isDashed(byte[] line) {
            if (line.length < 2 * MIN_DASHES) {
                return false;
            }
            for (int i = 0; i < MIN_DASHES; i++) {
                if (line[i] != '-' || line[line.length - 1 - i] != '-') {
                    return false;
                }
            }
            return true;
        }

        private static boolean isToken(byte[] line) {
            for (byte c : line) {
                boolean part = (c >= '0' && c <= '9')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || c == '_'
                        || c == '-'
                        || c == '.'
                        || c == '=';
                if (!part) {
                    return false;
                }
            }
            return line.length > 0;
        }
    }
}
