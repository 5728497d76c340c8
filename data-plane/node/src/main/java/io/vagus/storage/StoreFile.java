package io.vagus.storage;

import java.io.Closeable;
import java.io.IOException;

/** An open file. Reads and writes may come from one thread while another one syncs. */
public interface StoreFile extends Closeable {

    /** Reads at a position into the array. Returns how many bytes, at least one, or -1 at the end; may be fewer than asked for. */
    int read(long position, byte[] target, int offset, int length) throws IOException;

    /** Writes all bytes at a position, or fails; then some of them may have been written. */
    void write(long position, byte[] source, int offset, int length) throws IOException;

    /** Cuts the file off. */
    void truncate(long length) throws IOException;

    /** Makes what was written durable. */
    void sync() throws IOException;

    long size() throws IOException;

    /** Reads exactly so many bytes; false where the file ends before. */
    default boolean readFully(long position, byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int n = read(position + done, target, offset + done, length - done);
            if (n < 0) {
                return false;
            }
            done += n;
        }
        return true;
    }
}
