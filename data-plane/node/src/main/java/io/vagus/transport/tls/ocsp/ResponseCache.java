package io.vagus.transport.tls.ocsp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.framing.FrameReader;
import io.vagus.base.framing.FrameWriter;
import io.vagus.identity.JsonTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Answers about certificates of peers, by fingerprint, in memory and in a file that nats-server reads and writes as well: a JSON
 * object of {@code subject}, {@code cached_at}, {@code resp_status}, {@code resp_expires} and {@code resp}, the answer in frames of
 * S2 in base 64. The answer that is nearest its end gives way when there are too many. Safe for use by any thread.
 */
final class ResponseCache {
    /** Answers that are kept. */
    static final int MAX_RESPONSES = 10_000;

    static final String FILE = "cache.json";

    private static final String NO_TIME = "0001-01-01T00:00:00Z";
    private static final long MAX_FILE_BYTES = 64L * 1024 * 1024;

    private record Entry(
            String subject,
            String cachedAt,
            String status,
            @Nullable Instant expires,
            byte[] der) {}

    private final OcspSettings.Cache settings;
    private final Clock clock;
    private final Log log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long hits;
    private long misses;
    private boolean changed;

    ResponseCache(OcspSettings.Cache settings, Clock clock, Log log) {
        this.settings = settings;
        this.clock = clock;
        this.log = log;
    }

    /** The answer about the certificate with that fingerprint; null without one. */
    byte @Nullable [] get(String fingerprint) {
        lock.lock();
        try {
            Entry entry = entries.get(fingerprint);
            if (entry == null) {
                misses++;
                return null;
            }
            hits++;
            return entry.der.clone();
        } finally {
            lock.unlock();
        }
    }

    void put(String fingerprint, OcspResponse response, String subject) {
        if (!settings.local()) {
            return;
        }
        String now = clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
        lock.lock();
        try {
            if (entries.size() >= MAX_RESPONSES && !entries.containsKey(fingerprint)) {
                entries.remove(entries.keySet().iterator().next());
            }
            entries.remove(fingerprint);
            entries.put(
                    fingerprint,
                    new Entry(subject, now, response.status().text(), response.nextUpdate(), response.der()));
            changed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets an answer that was of no use: that it was there counts as a miss. */
    void reject(String fingerprint) {
        lock.lock();
        try {
            Entry entry = entries.get(fingerprint);
            if (entry == null) {
                return;
            }
            hits--;
            misses++;
            if (!entry.status.equals(OcspResponse.Status.REVOKED.text()) || !settings.preserveRevoked()) {
                entries.remove(fingerprint);
                changed = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Null where nothing is kept. */
    Revocation.@Nullable CacheView view() {
        if (!settings.local()) {
            return null;
        }
        lock.lock();
        try {
            return new Revocation.CacheView(
                    hits, misses, entries.size(), count("revoked"), count("good"), count("unknown"));
        } finally {
            lock.unlock();
        }
    }

    private long count(String status) {
        return entries.values().stream()
                .filter(entry -> entry.status.equals(status))
                .count();
    }

    void load() {
        if (!settings.local()) {
            return;
        }
        Path file = settings.directory().resolve(FILE);
        lock.lock();
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException("file is too large");
            }
            Map<String, Entry> read = new LinkedHashMap<>();
            JsonNode root = new JsonTree(new JsonFactory()).read(Files.readAllBytes(file));
            for (Map.Entry<String, JsonNode> each : root.properties()) {
                if (read.size() < MAX_RESPONSES) {
                    read.put(each.getKey(), entry(each.getValue()));
                }
            }
            entries.putAll(read);
        } catch (NoSuchFileException none) {
            log.debug(() -> "No OCSP peer cache found, starting with empty cache");
        } catch (IOException | RuntimeException e) {
            log.warn("Unable to load OCSP peer cache: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private static Entry entry(JsonNode node) throws IOException {
        byte[] framed = node.path("resp").binaryValue();
        byte[] der = framed == null
                ? new byte[0]
                : new FrameReader(new ByteArrayInputStream(framed)).readNBytes(Responder.MAX_RESPONSE_BYTES);
        String expires = node.path("resp_expires").asText(NO_TIME);
        return new Entry(
                node.path("subject").asText(""),
                node.path("cached_at").asText(NO_TIME),
                node.path("resp_status").asText("unknown"),
                expires.equals(NO_TIME) ? null : Instant.parse(expires),
                der);
    }

    /** Writes the file when there is something new. */
    void save() {
        ObjectNode root;
        lock.lock();
        try {
            if (!changed) {
                return;
            }
            changed = false;
            root = JsonNodeFactory.instance.objectNode();
            entries.forEach((fingerprint, entry) -> root.set(fingerprint, json(root.objectNode(), entry)));
        } finally {
            lock.unlock();
        }
        try {
            write(root);
        } catch (IOException e) {
            log.error("Unable to save OCSP peer cache: " + e.getMessage());
            lock.lock();
            try {
                changed = true;
            } finally {
                lock.unlock();
            }
        }
    }

    private static ObjectNode json(ObjectNode node, Entry entry) {
        FrameWriter frames = new FrameWriter();
        frames.write(entry.der);
        frames.flush();
        if (!entry.subject.isEmpty()) {
            node.put("subject", entry.subject);
        }
        return node.put("cached_at", entry.cachedAt)
                .put("resp_status", entry.status)
                .put("resp_expires", entry.expires == null ? NO_TIME : entry.expires.toString())
                .put("resp", frames.take());
    }

    private void write(ObjectNode root) throws IOException {
        Path directory = settings.directory();
        Files.createDirectories(directory);
        Path written = Files.createTempFile(directory, "ocsprc-", "");
        try {
            DefaultPrettyPrinter printer =
                    new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter(" ", "\n"));
            Files.write(written, new JsonTree(new JsonFactory()).write(root, printer));
            Files.move(
                    written,
                    directory.resolve(FILE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
