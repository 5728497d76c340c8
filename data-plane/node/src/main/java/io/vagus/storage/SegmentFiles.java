package io.vagus.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The files of one stream's segments: their names, and the two that are kept open at most, one to write and one to read. */
final class SegmentFiles {

    static final String SUFFIX = ".seg";
    static final String CHECKPOINT = "checkpoint";

    /** Behind the name of a segment that is being overwritten, and is none any more. */
    static final String ERASING = ".erasing";

    private final FileSystemPort files;
    private final String directory;
    private @Nullable StoreFile reading;
    private long readingId = -1;
    private int readingGeneration;

    SegmentFiles(FileSystemPort files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    FileSystemPort port() {
        return files;
    }

    String directory() {
        return directory;
    }

    String path(String name) {
        return directory + "/" + name;
    }

    static String name(long id, int generation) {
        return FileNumbers.hexadecimal(id) + "-" + generation + SUFFIX;
    }

    StoreFile open(Segment segment, boolean create) throws IOException {
        String name = name(segment.id(), segment.generation);
        return create ? create(name) : files.open(path(name), false);
    }

    /** Opens a file to write. The directory comes with the first one: a stream in which nothing happened has none. */
    StoreFile create(String name) throws IOException {
        files.makeDirectories(directory);
        return files.open(path(name), true);
    }

    /** The segment's file, kept open until another one is read. */
    StoreFile reading(Segment segment) throws IOException {
        StoreFile open = reading;
        if (open != null && readingId == segment.id() && readingGeneration == segment.generation) {
            return open;
        }
        closeReading();
        StoreFile opened = open(segment, false);
        reading = opened;
        readingId = segment.id();
        readingGeneration = segment.generation;
        return opened;
    }

    /** Overwrites a segment's file and deletes it. It loses its name first: half overwritten, it must not be taken for the segment. */
    void eraseAndDelete(String name) throws IOException {
        if (files.list(directory).contains(name)) {
            files.rename(path(name), path(name + ERASING));
            files.syncDirectory(directory);
        }
        finishErasing(name + ERASING);
    }

    /** Overwrites and deletes what an end of the process left of that. */
    void finishErasing(String name) throws IOException {
        StoreFile file = files.open(path(name), true);
        try {
            byte[] zeros = new byte[FrameCodec.PACKED_BYTES];
            long size = file.size();
            for (long at = 0; at < size; at += zeros.length) {
                file.write(at, zeros, 0, (int) Math.min(zeros.length, size - at));
            }
            file.sync();
        } finally {
            close(file);
        }
        files.delete(path(name));
    }

    void closeReading() {
        StoreFile open = reading;
        reading = null;
        readingId = -1;
        close(open);
    }

    static void close(@Nullable StoreFile file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // Nothing was written through it that a sync did not report.
            }
        }
    }
}
