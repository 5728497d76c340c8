package io.vagus.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The machine's file system, below one directory. */
public final class LocalFileSystem implements FileSystemPort {

    /** The JDK keeps a direct buffer a thread as large as its largest transfer; this bounds it. */
    private static final int TRANSFER_BYTES = 128 * 1024;

    private final Path root;

    /** Directories that were made and whose names are not known to be durable. */
    private final Set<Path> unsyncedDirectories = ConcurrentHashMap.newKeySet();

    public LocalFileSystem(Path root) {
        this.root = root;
    }

    private Path resolve(String path) {
        return path.isEmpty() ? root : root.resolve(path);
    }

    @Override
    public StoreFile open(String path, boolean create) throws IOException {
        try {
            return new LocalFile(
                    create
                            ? FileChannel.open(
                                    resolve(path),
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE)
                            : FileChannel.open(resolve(path), StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw translated(e);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        try {
            Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw translated(e);
        }
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(resolve(path));
        unsyncedDirectories.remove(resolve(path));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        Path path = resolve(directory);
        if (!Files.isDirectory(path)) {
            // Said without an exception: a new stream asks twice.
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public boolean isDirectory(String path) {
        return Files.isDirectory(resolve(path));
    }

    @Override
    public void makeDirectories(String directory) throws IOException {
        Path path = resolve(directory);
        if (Files.isDirectory(path)) {
            return;
        }
        List<Path> missing = new ArrayList<>();
        for (Path each = path; each != null && !Files.isDirectory(each); each = each.getParent()) {
            missing.add(each);
        }
        // Before they are there: whoever sees one of them and syncs it has to sync those above, too.
        unsyncedDirectories.addAll(missing);
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw translated(e);
        }
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        Path path = resolve(directory);
        sync(path);
        for (Path each = path; each != null && unsyncedDirectories.contains(each); each = each.getParent()) {
            Path parent = each.getParent();
            if (parent != null) {
                sync(parent);
            }
        }
        for (Path each = path; each != null && unsyncedDirectories.remove(each); ) {
            each = each.getParent();
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static IOException translated(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("quota exceeded")) {
            NoSpaceException full = new NoSpaceException("no space left on device");
            full.initCause(e);
            return full;
        }
        return e;
    }

    private static final class LocalFile implements StoreFile {

        private final FileChannel channel;

        LocalFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(long position, byte[] target, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(target, offset, Math.min(length, TRANSFER_BYTES)), position);
        }

        @Override
        public void write(long position, byte[] source, int offset, int length) throws IOException {
            try {
                int done = 0;
                while (done < length) {
                    int slice = Math.min(length - done, TRANSFER_BYTES);
                    done += channel.write(ByteBuffer.wrap(source, offset + done, slice), position + done);
                }
            } catch (IOException e) {
                throw translated(e);
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            channel.truncate(length);
        }

        @Override
        public void sync() throws IOException {
            try {
                channel.force(false);
            } catch (IOException e) {
                throw translated(e);
            }
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
