package io.vagus.transport;

import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsException;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.tls.ocsp.Revocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and keys for the node's ports, remembers how their files looked, and reads them again when they look
 * different. Owns the threads on which the expensive parts of handshakes run; there are none while there is nothing to do.
 * Used under the node's lifecycle lock.
 */
final class Certificates {

    private static final long IDLE_SECONDS = 10;

    /** How a file looked. */
    private record Stamp(@Nullable FileTime modified, long bytes) {}

    /** One port and what it does with a new context. */
    private record Port(TlsSettings settings, Consumer<TlsContext> user, TlsContext context) {}

    private final Log log;
    private final Revocation revocation;
    private final Map<String, Port> ports = new HashMap<>();
    private final Map<Path, Stamp> stamps = new HashMap<>();
    private final ThreadPoolExecutor tasks;

    Certificates(Log log, Revocation revocation) {
        this.revocation = revocation;
        this.log = log;
        this.tasks = new ThreadPoolExecutor(
                Limits.TLS_THREADS,
                Limits.TLS_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                // Bounded by the connections there may be: each has one task at most.
                new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform().daemon().name("vagus-tls").unstarted(task));
        tasks.allowCoreThreadTimeOut(true);
    }

    /**
     * Reads what a port shows of itself and hands it over, now and whenever its files have changed. Errors: {@link
     * TlsException}; then everything is as it was.
     *
     * @param port the port's name, for the log; settings of the same name are replaced
     * @param staplesRequired false when the node serves already: then a certificate is shown without its issuer's answer when
     *     that cannot be had, with a warning
     */
    void serve(String port, TlsSettings settings, Consumer<TlsContext> user, boolean staplesRequired)
            throws TlsException {
        // Looked at first: what changes while it is read is read again.
        Map<Path, Stamp> seen = look(settings);
        use(port, settings, user, staplesRequired);
        stamps.putAll(seen);
    }

    private void use(String port, TlsSettings settings, Consumer<TlsContext> user, boolean staplesRequired)
            throws TlsException {
        TlsContext context = TlsContext.load(settings, tasks, revocation, staplesRequired);
        stopStaples(port);
        context.staples().forEach(revocation::start);
        user.accept(context);
        ports.put(port, new Port(settings, user, context));
    }

    private void stopStaples(String port) {
        Port known = ports.get(port);
        if (known != null) {
            known.context.staples().forEach(Revocation::stop);
        }
    }

    /** What issuers say about certificates. */
    Revocation revocation() {
        return revocation;
    }

    /** Forgets a port. */
    void leave(String port) {
        stopStaples(port);
        ports.remove(port);
    }

    /** Reads again what has changed since it was read. What cannot be read now leaves the old in place. */
    void refresh() {
        Map.copyOf(ports).forEach((name, port) -> {
            Map<Path, Stamp> now = look(port.settings);
            if (now.entrySet().stream().allMatch(file -> file.getValue().equals(stamps.get(file.getKey())))) {
                return;
            }
            stamps.putAll(now);
            try {
                use(name, port.settings, port.user, true);
                log.info("Reloaded: certificates of the " + name + " port");
            } catch (TlsException e) {
                log.error("Certificates of the " + name + " port have changed and cannot be used: " + e.getMessage());
            }
        });
    }

    private static Map<Path, Stamp> look(TlsSettings settings) {
        List<Path> files = new ArrayList<>();
        settings.certificates().forEach(pair -> {
            files.add(pair.certificate());
            files.add(pair.key());
        });
        Path roots = settings.caFile();
        if (roots != null) {
            files.add(roots);
        }
        Map<Path, Stamp> seen = new HashMap<>();
        for (Path file : files) {
            try {
                seen.put(file, new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
            } catch (IOException unreadable) {
                seen.put(file, new Stamp(null, -1));
            }
        }
        return seen;
    }

    void stop() {
        tasks.shutdownNow();
        ports.keySet().forEach(this::stopStaples);
        revocation.close();
    }
}
