package io.vagus.storage;

import java.io.IOException;
import java.util.List;

/**
 * All that the stores want of a file system. Paths are names joined by {@code '/'}, below a root that the implementation knows. Safe for
 * use by any thread. A full device is a {@link NoSpaceException}; any other {@link IOException} means the device failed.
 */
public interface FileSystemPort {

    /** Opens a file to read and write; makes an empty one where there is none and {@code create} says so. */
    StoreFile open(String path, boolean create) throws IOException;

    /** Gives a file another name, replacing what has it. Atomic; durable after {@link #syncDirectory}. */
    void rename(String from, String to) throws IOException;

    /** Removes a file or an empty directory; does nothing where there is none. */
    void delete(String path) throws IOException;

    /** The names in a directory, in order; none where there is no such directory. */
    List<String> list(String directory) throws IOException;

    /** Whether this is a directory. */
    boolean isDirectory(String path);

    /** Makes a directory and those above it; durable after {@link #syncDirectory} of it. */
    void makeDirectories(String directory) throws IOException;

    /** Makes the names in a directory durable, and the directory itself with those above it. */
    void syncDirectory(String directory) throws IOException;
}
