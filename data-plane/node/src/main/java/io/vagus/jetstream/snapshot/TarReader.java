package io.vagus.jetstream.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of a tar archive one after the other, as backups of nats-server before 2.15 are: plain files, with PAX headers
 * for what does not fit into a name. The content of the current file is what this stream gives. Errors: {@link IOException}.
 */
public final class TarReader extends InputStream {
    private static final int BLOCK = 512;
    private static final int MOST_PAX_BYTES = 64 * 1024;

    private final InputStream in;
    private long left;
    private int padding;

    public TarReader(InputStream in) {
        this.in = in;
    }

    /** Goes to the next file and gives its name; null at the end. */
    public @Nullable String next() throws IOException {
        String longName = null;
        while (true) {
            in.skipNBytes(left + padding);
            left = 0;
            padding = 0;
            byte[] header = in.readNBytes(BLOCK);
            if (header.length == 0 || header.length == BLOCK && header[0] == 0) {
                return null;
            }
            if (header.length < BLOCK) {
                throw new EOFException("unexpected EOF");
            }
            left = octal(header, 124, 12);
            padding = (int) (-left & (BLOCK - 1));
            switch (header[156]) {
                case 'x' -> longName = paxName();
                case 'g' -> {}
                case 0, '0' -> {
                    return inside(longName == null ? name(header) : longName);
                }
                default -> throw new UnexpectedContent();
            }
        }
    }

    /** Something that does not belong into a backup: no plain file, or one that is to lie elsewhere. */
    public static final class UnexpectedContent extends IOException {
        private static final long serialVersionUID = 1L;

        UnexpectedContent() {
            super("unexpected content");
        }
    }

    /** The name, unless it leads out of the archive. */
    private static String inside(String name) throws IOException {
        int depth = 0;
        for (String each : name.split("/", -1)) {
            depth += each.equals("..") ? -1 : each.isEmpty() || each.equals(".") ? 0 : 1;
            if (depth < 0) {
                throw new UnexpectedContent();
            }
        }
        if (depth == 0) {
            throw new UnexpectedContent();
        }
        return name;
    }

    /** The current file's length, less what was read of it. */
    public long remaining() {
        return left;
    }

    private @Nullable String paxName() throws IOException {
        if (left > MOST_PAX_BYTES) {
            throw new IOException("archive/tar: header field too long");
        }
        String name = null;
        for (String record : new String(readNBytes((int) left), UTF_8).split("\n", -1)) {
            int path = record.indexOf(" path=");
            if (path >= 0) {
                name = record.substring(path + " path=".length());
            }
        }
        return name;
    }

    private static String name(byte[] header) {
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int from, int length) {
        int to = from;
        while (to < from + length && header[to] != 0) {
            to++;
        }
        return new String(header, from, to - from, UTF_8);
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        try {
            String digits = text(header, from, length).strip();
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException notTar) {
            throw new IOException("archive/tar: invalid tar header", notTar);
        }
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        int b = in.read();
        if (b < 0) {
            throw new EOFException("unexpected EOF");
        }
        left--;
        return b;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(to, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("unexpected EOF");
        }
        left -= count;
        return count;
    }
}
