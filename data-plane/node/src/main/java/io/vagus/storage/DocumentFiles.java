package io.vagus.storage;

import io.vagus.base.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the layout in which documents were stored before they had one log: a file each, {@code "VGDOC"}, version 1 (one byte), CRC-32C of the document
 * (4), the document. A key's names are directories; the document itself is the file {@code <name>.doc}.
 */
final class DocumentFiles {

    private static final byte[] MAGIC = {'V', 'G', 'D', 'O', 'C', 1};
    private static final String SUFFIX = ".doc";

    private final FileSystemPort files;
    private final String root;
    private final Log log;

    DocumentFiles(FileSystemPort files, String root, Log log) {
        this.files = files;
        this.root = root;
        this.log = log;
    }

    /** All whole documents by their keys; a damaged one is told of in the log. */
    Map<String, byte[]> read() throws IOException {
        Map<String, byte[]> documents = new TreeMap<>();
        read("", root, documents);
        return documents;
    }

    private void read(String key, String directory, Map<String, byte[]> documents) throws IOException {
        for (String file : files.list(directory)) {
            String path = directory + "/" + file;
            if (file.endsWith(SUFFIX)) {
                byte[] document = document(path);
                if (document == null) {
                    log.error("JetStream store " + path + " is damaged");
                } else {
                    documents.put(key + name(file.substring(0, file.length() - SUFFIX.length())), document);
                }
            } else if (files.isDirectory(path)) {
                read(key + name(file) + "/", path, documents);
            }
        }
    }

    private byte @Nullable [] document(String path) throws IOException {
        StoreFile file = files.open(path, false);
        try {
            byte[] bytes = new byte[(int) file.size()];
            int start = MAGIC.length + 4;
            if (bytes.length < start
                    || !file.readFully(0, bytes, 0, bytes.length)
                    || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                    || (int) Bytes.INT.get(bytes, MAGIC.length) != checksum(bytes, start)) {
                return null;
            }
            return Arrays.copyOfRange(bytes, start, bytes.length);
        } finally {
            file.close();
        }
    }

    private static int checksum(byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, bytes.length - from);
        return (int) crc.getValue();
    }

    /** The name that a file name of {@link FileStorage#fileName} stands for. */
    static String name(String file) {
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
