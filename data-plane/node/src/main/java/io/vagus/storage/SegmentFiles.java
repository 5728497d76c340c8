package io.vagus.storage;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The files of one stream's segments: their names, and the two that are kept open at most, one to write and one to read. */
final class SegmentFiles {

    static final String SUFFIX = ".seg";
    static final String CHECKPOINT = "checkpoint";

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
        return String.format(Locale.ROOT, "%016x-%d%s", id, generation, SUFFIX);
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
