package io.vagus.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A disk that can be let down. What is written is seen at once and durable once synced; a crash keeps any part of the rest, sector by sector, and any first part
 * of the changes of names. It can be full, fail, read short, and turn bits. Safe for one thread.
 */
public final class SimulatedDisk implements FileSystemPort {

    private static final int SECTOR = 512;

    /** The machine stops here. */
    public static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Content {
        byte[] bytes = {};
        int size;
        byte[] durable = {};
        final List<Change> unsynced = new ArrayList<>();

        void write(long position, byte[] source, int offset, int length) {
            int end = (int) position + length;
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
            }
            System.arraycopy(source, offset, bytes, (int) position, length);
            size = Math.max(size, end);
        }

        Content copy() {
            Content copy = new Content();
            copy.bytes = Arrays.copyOf(bytes, size);
            copy.size = size;
            copy.durable = durable;
            copy.unsynced.addAll(unsynced);
            return copy;
        }

        /** Changes a byte on the device, behind everybody's back. */
        void spoil(int at, byte value) {
            bytes[at] = value;
            if (at < durable.length) {
                durable[at] = value;
            }
        }
    }

    /** A write, or a cut to a length where there are no bytes. */
    private record Change(long position, byte @Nullable [] bytes) {}

    private record Naming(
            String from, @Nullable String to, @Nullable Content content) {}

    private final Random random;
    private final TreeMap<String, Content> names = new TreeMap<>();
    private final TreeMap<String, Content> durableNames = new TreeMap<>();
    private final TreeSet<String> directories = new TreeSet<>();
    private final Deque<Naming> unsyncedNames = new ArrayDeque<>();
    public boolean crashed;
    public boolean readsShort;
    public long operations;
    int syncs;
    long bytesRead;
    public long crashAt = Long.MAX_VALUE;
    public long failAt = Long.MAX_VALUE;
    public long capacity = Long.MAX_VALUE;

    /** One of so many reads fails, and can be tried again; none where it is 0. */
    public int readsFailOneIn;

    /** One of so many writes, syncs and changes of names fails; none where it is 0. */
    public int changesFailOneIn;

    public SimulatedDisk(Random random) {
        this.random = random;
    }

    /** Nothing fails by chance any more. */
    void heal() {
        readsFailOneIn = 0;
        changesFailOneIn = 0;
    }

    /** Opens something; a second time, and on a healed disk, where the device failed the first time, which is told. */
    <T> T openWhenReadable(Supplier<T> open, Runnable failed) {
        if (readsFailOneIn > 0 || changesFailOneIn > 0) {
            try {
                return open.get();
            } catch (StorageException e) {
                failed.run();
                heal();
            }
        }
        return open.get();
    }

    /** Counts an operation that changes something; the machine may stop before it, or fail it. */
    private void operation() throws IOException {
        if (crashed) {
            throw new Crash();
        }
        operations++;
        if (operations >= crashAt) {
            crashed = true;
            throw new Crash();
        }
        if (operations == failAt || changesFailOneIn > 0 && random.nextInt(changesFailOneIn) == 0) {
            throw new IOException("simulated failure of the device");
        }
    }

    /** What is left after only the process was killed: everything that was handed to the operating system. */
    public SimulatedDisk afterKill() {
        SimulatedDisk left = new SimulatedDisk(random);
        left.readsShort = readsShort;
        left.directories.addAll(directories);
        IdentityHashMap<Content, Content> survivors = new IdentityHashMap<>();
        names.forEach((name, content) -> left.names.put(name, survivors.computeIfAbsent(content, Content::copy)));
        // What is durable, and what is on its way, does not change by it.
        durableNames.forEach(
                (name, content) -> left.durableNames.put(name, survivors.computeIfAbsent(content, Content::copy)));
        unsyncedNames.forEach(each -> left.unsyncedNames.add(new Naming(
                each.from(),
                each.to(),
                each.content() == null ? null : survivors.computeIfAbsent(each.content(), Content::copy))));
        return left;
    }

    /** What is left after the machine stopped. */
    public SimulatedDisk afterCrash() {
        SimulatedDisk left = new SimulatedDisk(random);
        left.readsShort = readsShort;
        int kept = random.nextInt(unsyncedNames.size() + 1);
        for (Naming naming : unsyncedNames) {
            if (kept-- == 0) {
                break;
            }
            Content moved = durableNames.remove(naming.from());
            if (naming.to() != null && moved != null) {
                durableNames.put(naming.to(), moved);
            } else if (naming.content() != null) {
                durableNames.put(naming.from(), naming.content());
            }
        }
        left.directories.addAll(directories);
        durableNames.forEach((name, content) -> {
            Content survivor = new Content();
            survivor.durable = survive(content);
            survivor.bytes = survivor.durable.clone();
            survivor.size = survivor.bytes.length;
            left.names.put(name, survivor);
            left.durableNames.put(name, survivor);
        });
        return left;
    }

    private byte[] survive(Content content) {
        Content state = new Content();
        state.write(0, content.durable, 0, content.durable.length);
        int mode = random.nextInt(4);
        int prefix = mode == 0 ? 0 : mode == 1 ? content.unsynced.size() : random.nextInt(content.unsynced.size() + 1);
        for (int i = 0; i < content.unsynced.size(); i++) {
            Change change = content.unsynced.get(i);
            byte[] bytes = change.bytes();
            if (bytes == null) {
                if (i < prefix) {
                    state.size = Math.min(state.size, (int) change.position());
                    Arrays.fill(state.bytes, state.size, state.bytes.length, (byte) 0);
                }
                continue;
            }
            if (i < prefix) {
                state.write(change.position(), bytes, 0, bytes.length);
            } else if (mode == 2 && i == prefix) {
                state.write(change.position(), bytes, 0, random.nextInt(bytes.length + 1));
            } else if (mode == 3) {
                for (int at = 0; at < bytes.length; at += SECTOR) {
                    if (random.nextBoolean()) {
                        state.write(change.position() + at, bytes, at, Math.min(SECTOR, bytes.length - at));
                    }
                }
            }
        }
        return Arrays.copyOf(state.bytes, state.size);
    }

    /** The operating system has had the time to write everything. */
    public void writeBack() {
        unsyncedNames.clear();
        durableNames.clear();
        durableNames.putAll(names);
        names.values().forEach(content -> {
            content.durable = Arrays.copyOf(content.bytes, content.size);
            content.unsynced.clear();
        });
    }

    /** Turns one bit of one file whose name ends so; false where there is none. */
    public boolean turnBit(String suffix) {
        Content content = any(suffix);
        if (content == null) {
            return false;
        }
        int at = random.nextInt(content.size);
        content.spoil(at, (byte) (content.bytes[at] ^ 1 << random.nextInt(8)));
        return true;
    }

    /** Puts something else in the place of up to a sector of one file whose name ends so; false where there is none. */
    public boolean spoilSector(String suffix) {
        Content content = any(suffix);
        if (content == null) {
            return false;
        }
        int from = random.nextInt(content.size) / SECTOR * SECTOR;
        boolean zeros = random.nextBoolean();
        for (int at = from; at < Math.min(content.size, from + SECTOR); at++) {
            content.spoil(at, zeros ? 0 : (byte) random.nextInt());
        }
        return true;
    }

    private @Nullable Content any(String suffix) {
        List<String> candidates = names.keySet().stream()
                .filter(n -> n.endsWith(suffix) && requireNonNull(names.get(n)).size > 0)
                .toList();
        return candidates.isEmpty() ? null : names.get(candidates.get(random.nextInt(candidates.size())));
    }

    /** Whether the bytes stand in any file. */
    public boolean holds(byte[] sought) {
        for (Content content : names.values()) {
            for (int at = 0; at + sought.length <= content.size; at++) {
                if (Arrays.equals(content.bytes, at, at + sought.length, sought, 0, sought.length)) {
                    return true;
                }
            }
        }
        return false;
    }

    public long used() {
        return names.values().stream().mapToLong(c -> c.size).sum();
    }

    public long files(String suffix) {
        return names.keySet().stream().filter(n -> n.endsWith(suffix)).count();
    }

    @Override
    public StoreFile open(String path, boolean create) throws IOException {
        Content content = names.get(path);
        if (content == null) {
            if (!create) {
                throw new IOException("no such file " + path);
            }
            operation();
            content = new Content();
            names.put(path, content);
            unsyncedNames.add(new Naming(path, null, content));
        }
        return new Open(content);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        operation();
        Content content = names.remove(from);
        if (content == null) {
            throw new IOException("no such file " + from);
        }
        names.put(to, content);
        unsyncedNames.add(new Naming(from, to, null));
    }

    @Override
    public void delete(String path) throws IOException {
        operation();
        directories.remove(path);
        if (names.remove(path) != null) {
            unsyncedNames.add(new Naming(path, null, null));
        }
    }

    @Override
    public List<String> list(String directory) {
        String prefix = directory + "/";
        TreeSet<String> found = new TreeSet<>();
        for (String name : names.keySet()) {
            if (name.startsWith(prefix)) {
                String rest = name.substring(prefix.length());
                int end = rest.indexOf('/');
                found.add(end < 0 ? rest : rest.substring(0, end));
            }
        }
        return new ArrayList<>(found);
    }

    @Override
    public boolean isDirectory(String path) {
        return directories.contains(path) || !list(path).isEmpty();
    }

    @Override
    public void makeDirectories(String directory) {
        directories.add(directory);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        operation();
        unsyncedNames.clear();
        durableNames.clear();
        durableNames.putAll(names);
    }

    private final class Open implements StoreFile {

        private final Content content;
        private boolean closed;

        Open(Content content) {
            this.content = content;
        }

        @Override
        public int read(long position, byte[] target, int offset, int length) throws IOException {
            if (crashed) {
                throw new Crash();
            }
            if (readsFailOneIn > 0 && random.nextInt(readsFailOneIn) == 0) {
                throw new IOException("simulated failure to read");
            }
            if (position >= content.size) {
                return -1;
            }
            int n = (int) Math.min(length, content.size - position);
            if (readsShort && n > 1) {
                n = 1 + random.nextInt(n);
            }
            System.arraycopy(content.bytes, (int) position, target, offset, n);
            bytesRead += n;
            return n;
        }

        @Override
        public void write(long position, byte[] source, int offset, int length) throws IOException {
            if (crashed) {
                throw new Crash();
            }
            try {
                change();
            } catch (Crash | IOException e) {
                put(position, source, offset, random.nextInt(length + 1));
                throw e;
            }
            long growth = Math.max(0, position + length - content.size);
            long room = capacity - used();
            if (growth > room) {
                put(position, source, offset, (int) Math.max(0, Math.min(length, length - growth + room)));
                throw new NoSpaceException("simulated full device");
            }
            put(position, source, offset, length);
        }

        private void put(long position, byte[] source, int offset, int length) {
            content.write(position, source, offset, length);
            content.unsynced.add(new Change(position, Arrays.copyOfRange(source, offset, offset + length)));
        }

        @Override
        public void truncate(long length) throws IOException {
            change();
            content.size = (int) Math.min(content.size, length);
            Arrays.fill(content.bytes, content.size, content.bytes.length, (byte) 0);
            content.unsynced.add(new Change(length, null));
        }

        @Override
        public void sync() throws IOException {
            change();
            syncs++;
            content.durable = Arrays.copyOf(content.bytes, content.size);
            content.unsynced.clear();
        }

        @Override
        public long size() {
            return content.size;
        }

        @Override
        public void close() {
            closed = true;
        }

        private void change() throws IOException {
            if (closed) {
                throw new IOException("the file was closed");
            }
            operation();
        }
    }
}
