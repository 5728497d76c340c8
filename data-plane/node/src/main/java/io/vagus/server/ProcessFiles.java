package io.vagus.server;

import io.vagus.account.AddressText;
import io.vagus.base.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that tell others about this process: the pid file (decimal, no newline; stays at shutdown) and the ports file
 * {@code nats-server_<pid>.ports} (JSON lists of URLs; removed at shutdown). Both appear whole or not at all.
 */
final class ProcessFiles {
    private static final String PORTS_FILE_PREFIX = "nats-server_";

    private final long pid;
    private final Log log;
    private @Nullable Path portsFile;

    ProcessFiles(long pid, Log log) {
        this.pid = pid;
        this.log = log;
    }

    void writePid(Path file) throws IOException {
        try {
            writeWhole(file, Long.toString(pid));
        } catch (IOException e) {
            throw new IOException("Could not write pidfile: open " + file + ": " + reason(e), e);
        }
    }

    /**
     * Writes where the process listens.
     *
     * @param listeners by the name of the list that they are in, in its order
     */
    void writePorts(Path directory, Map<String, Listener> listeners) throws IOException {
        StringBuilder json = new StringBuilder("{");
        for (Map.Entry<String, Listener> each : listeners.entrySet()) {
            append(
                    json,
                    each.getKey(),
                    each.getValue().scheme() + "://",
                    each.getValue().address());
            json.append(',');
        }
        json.setCharAt(json.length() - 1, '}');
        Path file = directory.resolve(PORTS_FILE_PREFIX + pid + ".ports");
        try {
            writeWhole(file, json.toString());
            portsFile = file;
        } catch (IOException e) {
            // Others cannot find the ports then, which is no reason not to serve: nats-server's view, too.
            log.error("Error writing ports file (" + file + "): open " + file + ": " + reason(e));
        }
    }

    /** An address that was bound, and the scheme of the URLs that lead there. */
    record Listener(String scheme, InetSocketAddress address) {}

    /** What the operating system said, in Go's words. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    void removePorts() {
        Path file = portsFile;
        if (file == null) {
            return;
        }
        portsFile = null;
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.error("Error cleaning up ports file " + file + ": " + e.getMessage());
        }
    }

    private static void writeWhole(Path file, String content) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.writeString(partial, content);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void append(StringBuilder json, String key, String scheme, InetSocketAddress address)
            throws IOException {
        json.append('"').append(key).append("\":[");
        String separator = "";
        for (String host : hosts(address)) {
            json.append(separator)
                    .append('"')
                    .append(scheme)
                    .append(host)
                    .append(':')
                    .append(address.getPort());
            json.append('"');
            separator = ",";
        }
        json.append(']');
    }

    /** Where clients of this machine's networks reach a bound address. */
    private static List<String> hosts(InetSocketAddress address) throws IOException {
        if (!address.getAddress().isAnyLocalAddress()) {
            return List.of(literal(address.getAddress()));
        }
        List<String> hosts = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (network.isUp()) {
                network.inetAddresses().map(ProcessFiles::literal).forEach(hosts::add);
            }
        }
        hosts.sort((a, b) -> Boolean.compare(b.startsWith("127."), a.startsWith("127.")));
        return hosts;
    }

    private static String literal(InetAddress address) {
        String text = AddressText.of(address);
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }
}
