package io.vagus.storage;

import io.vagus.base.Log;
import io.vagus.base.Randomness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Documents in one log, {@code documents-<n>.log}: a header as of a segment, then a frame for each change, as {@link DocumentReplay} reads it. A change is one write
 * and one sync, into space that was made ready: so many files, one a document, would be two syncs and two changes of the file system each. The log begins with all documents there were; when as much again has been logged, the next one is
 * begun, and takes its name when it is durable. What is kept in memory is where each document stands. Safe for use by any thread.
 */
final class FileMetaStore implements MetaStore {

    private static final String PREFIX = "documents-";
    private static final String SUFFIX = ".log";
    /** The header of a log once more, in a file of its own: without it no document could be read. */
    private static final String HEADER_SUFFIX = ".head";

    /** A log this small is never worth another one. */
    private static final long SMALL_LOG_BYTES = 256 * 1024;

    private static final byte[] READY = new byte[128 * 1024];
    private static final int IMAGE_WRITE_BYTES = 64 * 1024;

    private final FileSystemPort files;
    private final String directory;
    private final Randomness randomness;
    private final Log log;
    private final FrameCodec codec = new FrameCodec(false, null);

    /** The offset of each document's frame. */
    private final TreeMap<String, Long> places = new TreeMap<>();

    /** Documents that were found damaged when another log was begun. */
    private final TreeSet<String> missing = new TreeSet<>();

    private boolean opened;

    /** Whether what is in the log is uncertain from {@link #length} on, or its name: before anything else is stored the next one is begun. */
    private boolean failed;

    private boolean lost;
    private long number;
    private @Nullable SegmentHeader header;
    private @Nullable StoreFile file;
    private long length;
    private long imageLength;

    /** Where the zeros behind the last frame end. */
    private long readyUntil;

    FileMetaStore(FileSystemPort files, String directory, Randomness randomness, Log log) {
        this.files = files;
        this.directory = directory;
        this.randomness = randomness;
        this.log = log;
    }

    private String path(long n) {
        return directory + "/" + name(n, SUFFIX);
    }

    private String headerPath(long n) {
        return directory + "/" + name(n, HEADER_SUFFIX);
    }

    private static String name(long n, String suffix) {
        return PREFIX + FileNumbers.decimal(n) + suffix;
    }

    // ---- opening

    private void open() throws IOException {
        if (opened) {
            return;
        }
        List<String> names = files.list(directory);
        for (String name : names) {
            if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
                number = Math.max(number, Long.parseLong(name, PREFIX.length(), name.length() - SUFFIX.length(), 10));
            }
        }
        if (number > 0) {
            StoreFile found = files.open(path(number), false);
            try {
                replay(found);
            } catch (IOException e) {
                SegmentFiles.close(found);
                throw e;
            }
        }
        for (String name : names) {
            if (name.startsWith(PREFIX)
                    && !name.equals(name(number, SUFFIX))
                    && !name.equals(name(number, HEADER_SUFFIX))) {
                files.delete(directory + "/" + name);
            }
        }
        if (number > 0) {
            opened = true;
            return;
        }
        Map<String, byte[]> before = new DocumentFiles(files, directory, log).read();
        opened = true;
        if (!before.isEmpty()) {
            try {
                putAll(before);
            } catch (StorageException e) {
                // They are taken over before anything else is done.
                opened = false;
                throw e;
            }
        }
    }

    private void replay(StoreFile found) throws IOException {
        DocumentReplay replay = new DocumentReplay(codec, log, directory);
        SegmentHeader read = replay.read(found, this::copyOfHeader);
        // A process that was killed may have written, or named, what the device has not got; from now on it counts as
        // durable.
        found.sync();
        files.syncDirectory(directory);
        places.clear();
        places.putAll(replay.places());
        missing.clear();
        missing.addAll(replay.missing());
        lost |= replay.hasLost();
        length = replay.end();
        imageLength = length;
        header = read;
        file = found;
    }

    /** The header of the log as it was written apart from it, or null where there is none. */
    private @Nullable SegmentHeader copyOfHeader() throws IOException {
        if (!files.list(directory).contains(name(number, HEADER_SUFFIX))) {
            return null;
        }
        StoreFile from = files.open(headerPath(number), false);
        try {
            byte[] bytes = new byte[SegmentHeader.BYTES];
            return from.readFully(0, bytes, 0, bytes.length) ? SegmentHeader.decode(bytes) : null;
        } finally {
            SegmentFiles.close(from);
        }
    }

    private void putCopyOfHeader(SegmentHeader of) throws IOException {
        Bytes head = new Bytes();
        of.encode(head);
        StoreFile copy = files.open(headerPath(of.id()), true);
        try {
            copy.write(0, head.array, 0, head.size);
            copy.sync();
        } finally {
            SegmentFiles.close(copy);
        }
    }

    @Override
    public synchronized boolean hasLost() {
        try {
            open();
        } catch (IOException e) {
            throw new StorageException("cannot open the documents", e);
        }
        return lost;
    }

    // ---- changing

    @Override
    public synchronized void putAll(Map<String, byte[]> documents) {
        Bytes out = new Bytes();
        Map<String, Long> added = new TreeMap<>();
        try {
            SegmentHeader of = ready();
            documents.forEach((key, document) -> {
                added.put(key, length + out.size);
                putFrame(of, length, out, DocumentReplay.STORED, key, document);
            });
            write(out);
            places.putAll(added);
            missing.removeAll(added.keySet());
            shorten();
        } catch (IOException e) {
            throw new StorageException("cannot store " + String.join(", ", documents.keySet()), e);
        }
    }

    @Override
    public synchronized void delete(String key) {
        try {
            open();
            if (!failed && !isKnown(key)) {
                return;
            }
            // Where a change has failed, what the device has of it goes with its log.
            SegmentHeader of = ready();
            if (!isKnown(key)) {
                return;
            }
            Bytes out = new Bytes();
            putFrame(of, length, out, DocumentReplay.REMOVED, key, null);
            write(out);
            places.remove(key);
            missing.remove(key);
            shorten();
        } catch (IOException e) {
            throw new StorageException("cannot delete " + key, e);
        }
    }

    private boolean isKnown(String key) {
        return places.containsKey(key) || missing.contains(key);
    }

    /** The header of a log that can be written. */
    private SegmentHeader ready() throws IOException {
        open();
        if (header == null || failed) {
            files.makeDirectories(directory);
            begin();
            failed = false;
        }
        SegmentHeader of = header;
        if (of == null) {
            throw new IOException("no log");
        }
        return of;
    }

    private void putFrame(SegmentHeader of, long base, Bytes out, int kind, String key, byte @Nullable [] document) {
        int at = FrameCodec.open(out);
        out.putByte(kind);
        out.putSized(key.getBytes(StandardCharsets.UTF_8));
        if (document != null) {
            out.putSized(document);
        }
        codec.seal(of, base + at, out, at);
    }

    private void write(Bytes out) throws IOException {
        StoreFile to = file();
        long end = length + out.size;
        // Where it fails nobody can say any more what is on the device, and what stands behind the next write.
        failed = true;
        try {
            to.write(length, out.array, 0, out.size);
        } catch (NoSpaceException e) {
            to.truncate(length);
            readyUntil = 0;
            failed = false;
            throw e;
        }
        if (end > readyUntil) {
            prepare(to, end);
        }
        to.sync();
        failed = false;
        length = end;
    }

    /** Makes space ready for what comes; where there is none, what comes has to find its own. */
    private void prepare(StoreFile to, long end) throws IOException {
        try {
            to.write(end, READY, 0, READY.length);
            readyUntil = end + READY.length;
        } catch (NoSpaceException e) {
            to.truncate(end);
            readyUntil = end;
        }
    }

    private StoreFile file() throws IOException {
        StoreFile open = file;
        if (open == null) {
            throw new IOException("no log");
        }
        return open;
    }

    /** Begins the next log where this one has become long for what it says. */
    private void shorten() {
        if (length - imageLength > Math.max(SMALL_LOG_BYTES, imageLength)) {
            try {
                begin();
            } catch (IOException e) {
                // The log there is goes on; it is merely longer than it should be.
                imageLength = length;
                log.error(
                        "JetStream store " + directory + ": cannot begin another log of documents: " + e.getMessage());
            }
        }
    }

    /** Writes all that is stored into the next log, to which everything goes from now on. */
    private void begin() throws IOException {
        byte[] salt = new byte[SegmentHeader.SALT_BYTES];
        randomness.fill(salt);
        SegmentHeader next = new SegmentHeader(number + 1, 0, false, salt);
        TreeMap<String, Long> moved = new TreeMap<>();
        TreeSet<String> gone = new TreeSet<>(missing);
        String path = path(number + 1);
        StoreFile begun = files.open(path + ".new", true);
        long written = 0;
        try {
            begun.truncate(0);
            Bytes out = new Bytes();
            next.encode(out);
            for (Map.Entry<String, Long> each : places.entrySet()) {
                byte[] document = read(each.getKey(), each.getValue());
                if (document == null) {
                    log.error("JetStream store " + directory + ": " + each.getKey() + " is damaged");
                    lost = true;
                    gone.add(each.getKey());
                    continue;
                }
                moved.put(each.getKey(), written + out.size);
                putFrame(next, written, out, DocumentReplay.STORED, each.getKey(), document);
                if (out.size >= IMAGE_WRITE_BYTES) {
                    begun.write(written, out.array, 0, out.size);
                    written += out.size;
                    out.size = 0;
                }
            }
            for (String key : gone) {
                putFrame(next, written, out, DocumentReplay.LOST, key, null);
            }
            begun.write(written, out.array, 0, out.size);
            written += out.size;
            begun.sync();
            putCopyOfHeader(next);
        } catch (IOException e) {
            SegmentFiles.close(begun);
            forget(path + ".new");
            throw e;
        }
        // From here on either may be found by who starts again: this one gets nothing more.
        failed = true;
        try {
            files.rename(path + ".new", path);
        } catch (IOException e) {
            SegmentFiles.close(begun);
            throw e;
        }
        StoreFile before = file;
        file = begun;
        header = next;
        number++;
        length = written;
        imageLength = written;
        readyUntil = 0;
        places.clear();
        places.putAll(moved);
        missing.addAll(gone);
        SegmentFiles.close(before);
        files.syncDirectory(directory);
        failed = false;
        forget(path(number - 1));
        forget(headerPath(number - 1));
    }

    /** Deletes a file that nobody needs; who opens the store next does it, too. */
    private void forget(String path) {
        try {
            files.delete(path);
        } catch (IOException e) {
            log.warn("JetStream store " + directory + ": cannot delete " + path + ": " + e.getMessage());
        }
    }

    // ---- reading

    @Override
    public synchronized byte @Nullable [] get(String key) {
        try {
            open();
            Long place = places.get(key);
            return place == null ? null : read(key, place);
        } catch (IOException e) {
            throw new StorageException("cannot read " + key, e);
        }
    }

    private byte @Nullable [] read(String key, long place) throws IOException {
        StoreFile from = file();
        SegmentHeader of = header;
        byte[] start = new byte[FrameCodec.HEADER_BYTES];
        if (of == null || !from.readFully(place, start, 0, start.length)) {
            return null;
        }
        int size = FrameCodec.frameLength(start, 0, start.length);
        if (size < 0 || size > length - place) {
            return null;
        }
        byte[] frame = new byte[size];
        if (!from.readFully(place, frame, 0, size)
                || !codec.isIntact(of, place, frame, 0, size)
                        && codec.repair(
                                        of,
                                        place,
                                        frame,
                                        0,
                                        size,
                                        () -> DocumentReplay.isDocument(codec.entries(of, place, frame, 0)))
                                < 0) {
            return null;
        }
        ByteCursor in = codec.entries(of, place, frame, 0);
        if (in == null || in.getByte() != DocumentReplay.STORED) {
            return null;
        }
        return new String(in.getSized(), StandardCharsets.UTF_8).equals(key) ? in.getSized() : null;
    }

    @Override
    public synchronized List<String> names(String key) {
        try {
            open();
        } catch (IOException e) {
            throw new StorageException("cannot list " + key, e);
        }
        String prefix = key.isEmpty() ? "" : key + "/";
        List<String> names = new ArrayList<>();
        String each = places.ceilingKey(prefix);
        while (each != null && each.startsWith(prefix)) {
            int end = each.indexOf('/', prefix.length());
            String name = each.substring(prefix.length(), end < 0 ? each.length() : end);
            if (names.isEmpty() || !names.getLast().equals(name)) {
                names.add(name);
            }
            // What follows all keys below this name.
            each = end < 0 ? places.higherKey(each) : places.ceilingKey(each.substring(0, end) + (char) ('/' + 1));
        }
        names.sort(null);
        return names.stream().distinct().toList();
    }
}
