package io.vagus.server.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vagus.account.AuditTrail;
import io.vagus.account.Authenticator.Allowed;
import io.vagus.account.Authenticator.Attempt;
import io.vagus.account.Authenticator.Denied;
import io.vagus.account.Authenticator.Verdict;
import io.vagus.account.Peer;
import io.vagus.account.UserIdentity;
import io.vagus.base.Clock;
import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.base.Metrics;
import io.vagus.identity.AccountClaims;
import io.vagus.protocol.ConnectOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line of JSON for each login, let in or turned away, and for each change of an account's claims; never a
 * secret. Who reports never waits: lines go through a queue of {@link Limits#AUDIT_QUEUE_LINES}, and when that is full they
 * are dropped, counted, and told of by a line of their own. One thread writes; it owns the file.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_TEXT = 512;
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> queue;
    private final OutputStream file;
    private final Clock clock;
    private final Log log;
    private final LongAdder dropped;
    private final Thread writer;
    private long toldDropped;

    private AuditLog(OutputStream file, int queueLines, Clock clock, Metrics metrics, Log log) {
        this.queue = new ArrayBlockingQueue<>(queueLines);
        this.file = file;
        this.clock = clock;
        this.log = log;
        this.dropped = metrics.counter("audit_lines_dropped_total", "Audit log lines dropped because too many waited.");
        this.writer = Thread.ofPlatform().daemon().name("vagus-audit").unstarted(this::write);
    }

    /** Appends to a file, made if need be and readable by its owner only where the system knows owners. */
    public static AuditLog open(Path path, Clock clock, Metrics metrics, Log log) throws IOException {
        boolean created = !Files.exists(path);
        OutputStream file = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (created && Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        }
        AuditLog opened = new AuditLog(file, Limits.AUDIT_QUEUE_LINES, clock, metrics, log);
        opened.writer.start();
        return opened;
    }

    /** With a queue of that length, and nothing written until {@link #start}. */
    static AuditLog to(OutputStream file, int queueLines, Clock clock, Metrics metrics, Log log) {
        return new AuditLog(file, queueLines, clock, metrics, log);
    }

    void start() {
        writer.start();
    }

    // --- what is told --------------------------------------------------------------------------------------------

    @Override
    public void login(Attempt attempt, Verdict verdict) {
        ConnectOptions connect = attempt.connect();
        Peer peer = attempt.peer();
        tell("login", json -> {
            json.writeStringField("outcome", verdict instanceof Allowed ? "accepted" : "refused");
            json.writeNumberField("cid", peer.connectionId());
            json.writeStringField("host", peer.host());
            json.writeNumberField("port", peer.remote().getPort());
            json.writeStringField("kind", peer.type().name());
            json.writeStringField("mechanism", mechanism(connect, peer, verdict));
            UserIdentity user = verdict instanceof Allowed allowed ? allowed.user() : UserIdentity.claimed(connect);
            text(json, "user", user.authorizedUser());
            text(json, "nkey", user.publicKey());
            text(json, "issuer", user.issuerKey());
            text(json, "name_tag", user.nameTag());
            text(json, "proxy", user.proxyKey());
            text(json, "client", connect.name());
            if (verdict instanceof Allowed allowed) {
                text(json, "account", allowed.account().name());
                text(json, "account_name", allowed.account().nameTag());
            } else if (verdict instanceof Denied denied) {
                text(json, "reason", denied.closedReason().text());
                text(json, "cause", denied.cause());
            }
        });
    }

    /** By what the client was, or asked to be, recognised. */
    private static String mechanism(ConnectOptions connect, Peer peer, Verdict verdict) {
        if (verdict instanceof Allowed allowed
                && allowed.user().issuerKey() != null
                && allowed.user().jwt() == null) {
            return "callout";
        }
        if (connect.jwt() != null
                || verdict instanceof Allowed allowed && allowed.user().jwt() != null) {
            return "jwt";
        }
        if (connect.nkey() != null) {
            return "nkey";
        }
        if (connect.token() != null) {
            return "token";
        }
        if (connect.password() != null) {
            return "password";
        }
        boolean certificate = peer.tls() != null && !peer.tls().certificates().isEmpty();
        return certificate ? "certificate" : "none";
    }

    @Override
    public void claimsChanged(AccountClaims claims, String subject, @Nullable String by) {
        tell("claims", json -> {
            json.writeStringField("account", claims.subject());
            text(json, "account_name", claims.name());
            json.writeStringField("issuer", claims.issuer());
            json.writeStringField("jti", claims.id());
            json.writeNumberField("iat", claims.issuedAt());
            json.writeStringField("subject", subject);
            text(json, "by", by);
        });
    }

    @Override
    public void accountDeleted(String accountKey, String orderedBy, String subject, @Nullable String by) {
        tell("delete", json -> {
            json.writeStringField("account", accountKey);
            json.writeStringField("issuer", orderedBy);
            json.writeStringField("subject", subject);
            text(json, "by", by);
        });
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            json.writeStringField(name, value.length() > LONGEST_TEXT ? value.substring(0, LONGEST_TEXT) : value);
        }
    }

    // --- how it gets into the file -------------------------------------------------------------------------------

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private void tell(String event, Fields fields) {
        if (!queue.offer(line(event, fields))) {
            dropped.increment();
        }
    }

    private byte[] line(String event, Fields fields) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("time", clock.now().toString());
            json.writeStringField("event", event);
            fields.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException("a string takes everything", impossible);
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write() {
        List<byte[]> lines = new ArrayList<>();
        boolean open = true;
        while (open) {
            lines.clear();
            try {
                lines.add(queue.take());
            } catch (InterruptedException ending) {
                open = false;
            }
            queue.drainTo(lines);
            open &= !lines.removeIf(line -> line == END);
            writeAll(lines);
        }
    }

    private void writeAll(List<byte[]> lines) {
        long missing = dropped.sum() - toldDropped;
        try {
            for (byte[] line : lines) {
                file.write(line);
            }
            if (missing > 0) {
                file.write(line("dropped", json -> json.writeNumberField("lines", missing)));
                toldDropped += missing;
            }
            file.flush();
        } catch (IOException e) {
            dropped.add(lines.size());
            log.error("Audit log could not be written: " + e.getMessage());
        }
    }

    /** Writes what was told until now, then ends. */
    @Override
    public void close() {
        if (!queue.offer(END)) {
            writer.interrupt();
        }
        try {
            writer.join(1000);
            file.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.error("Audit log could not be closed: " + e.getMessage());
        }
    }
}
