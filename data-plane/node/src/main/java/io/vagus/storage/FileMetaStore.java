package io.vagus.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Documents as files: {@code "VGDOC"}, version 1 (one byte), CRC-32C of the document (4), the document. A new one is written beside the old one and renamed over it.
 * A key's names become directories; the document itself is the file {@code <name>.doc}.
 */
final class FileMetaStore implements MetaStore {

    private static final byte[] MAGIC = {'V', 'G', 'D', 'O', 'C', 1};
    private static final String SUFFIX = ".doc";

    private final FileSystemPort files;
    private final String root;

    FileMetaStore(FileSystemPort files, String root) {
        this.files = files;
        this.root = root;
    }

    private String path(String key) {
        StringBuilder path = new StringBuilder(root);
        for (String name : key.split("/", -1)) {
            if (!name.isEmpty()) {
                path.append('/').append(FileStorage.fileName(name));
            }
        }
        return path.toString();
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    @Override
    public void put(String key, byte[] document) {
        String path = path(key);
        try {
            files.makeDirectories(parent(path));
            write(path + ".new", document);
            files.rename(path + ".new", path + SUFFIX);
            files.syncDirectory(parent(path));
        } catch (IOException e) {
            throw new StorageException("cannot store " + key, e);
        }
    }

    @Override
    public void add(String key, byte[] document) {
        String path = path(key);
        try {
            files.makeDirectories(parent(path));
            write(path + SUFFIX, document);
            files.syncDirectory(parent(path));
        } catch (IOException e) {
            throw new StorageException("cannot store " + key, e);
        }
    }

    private void write(String path, byte[] document) throws IOException {
        Bytes out = new Bytes();
        out.putBytes(MAGIC);
        out.putInt(checksum(document, 0, document.length));
        out.putBytes(document);
        StoreFile file = files.open(path, true);
        try {
            file.truncate(0);
            file.write(0, out.array, 0, out.size);
            file.sync();
        } finally {
            file.close();
        }
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    @Override
    public byte @Nullable [] get(String key) {
        String path = path(key);
        try {
            String name = path.substring(path.lastIndexOf('/') + 1) + SUFFIX;
            if (!files.list(parent(path)).contains(name)) {
                return null;
            }
            StoreFile file = files.open(path + SUFFIX, false);
            try {
                byte[] bytes = new byte[(int) file.size()];
                int header = MAGIC.length + 4;
                if (bytes.length < header
                        || !file.readFully(0, bytes, 0, bytes.length)
                        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                        || (int) Bytes.INT.get(bytes, MAGIC.length) != checksum(bytes, header, bytes.length - header)) {
                    return null;
                }
                return Arrays.copyOfRange(bytes, header, bytes.length);
            } finally {
                file.close();
            }
        } catch (IOException e) {
            throw new StorageException("cannot read " + key, e);
        }
    }

    @Override
    public void delete(String key) {
        String path = path(key);
        try {
            if (files.isDirectory(parent(path))) {
                files.delete(path + SUFFIX);
                files.syncDirectory(parent(path));
            }
        } catch (IOException e) {
            throw new StorageException("cannot delete " + key, e);
        }
    }

    @Override
    public List<String> names(String key) {
        try {
            List<String> names = new ArrayList<>();
            for (String file : files.list(path(key))) {
                if (file.endsWith(".new")) {
                    continue;
                }
                String name = name(file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file);
                if (!names.contains(name)) {
                    names.add(name);
                }
            }
            names.sort(null);
            return names;
        } catch (IOException e) {
            throw new StorageException("cannot list " + key, e);
        }
    }

    /** The name that a file name stands for. */
    private static String name(String file) {
        byte[] bytes = new byte[file.length()];
        int n = 0;
        for (int i = 0; i < file.length(); i++) {
            if (file.charAt(i) == '%' && i + 2 < file.length()) {
                bytes[n++] = (byte) Integer.parseInt(file, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[n++] = (byte) file.charAt(i);
            }
        }
        return new String(bytes, 0, n, StandardCharsets.UTF_8);
    }
}
