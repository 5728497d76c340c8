package io.vagus.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server process that this benchmark started, on a loopback port of its own choice. Closing it ends that process only. */
final class ServerUnderTest implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Pattern PORT = Pattern.compile("\"nats\":\\[\"[a-z]+://[^\"]*:(\\d+)\"");
    private static final Pattern WEBSOCKET_PORT = Pattern.compile("\"websocket\":\\[\"ws://[^\"]*:(\\d+)\"");

    /** Processor time in /proc is counted in these, on every Linux of today. */
    private static final long TICK_NANOS = 10_000_000;

    private final String name;
    private final Process process;
    private final int port;
    private final int webSocketPort;
    private final Credentials credentials;

    private ServerUnderTest(String name, Process process, String ports, Credentials credentials) {
        this.name = name;
        this.process = process;
        this.port = number(PORT, ports);
        this.webSocketPort = number(WEBSOCKET_PORT, ports);
        this.credentials = credentials;
    }

    /** The port of that kind in a ports file; 0 when it has none. */
    private static int number(Pattern kind, String ports) {
        Matcher port = kind.matcher(ports);
        return port.find() ? Integer.parseInt(port.group(1)) : 0;
    }

    /**
     * Starts a binary that takes nats-server's flags and waits until it serves.
     *
     * @param directory for its log and ports file
     */
    static ServerUnderTest start(String name, Path binary, Path config, Path directory, Credentials credentials)
            throws IOException {
        Files.createDirectories(directory);
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        binary.toAbsolutePath().toString(),
                        "-c",
                        config.toString(),
                        "-a",
                        "127.0.0.1",
                        "-p",
                        "-1",
                        "--ports_file_dir",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            String ports = awaitPorts(name, process, directory.resolve("nats-server_" + process.pid() + ".ports"), log);
            return new ServerUnderTest(name, process, ports, credentials);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String awaitPorts(String name, Process process, Path portsFile, Path log) throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                throw new BenchException(name + " ended at once:\n" + Files.readString(log));
            }
            String ports = Files.exists(portsFile) ? Files.readString(portsFile) : "";
            if (PORT.matcher(ports).find()) {
                return ports;
            }
            pause();
        }
        throw new BenchException(name + " did not write " + portsFile + " in " + START_LIMIT.toSeconds() + " s");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    int webSocketPort() {
        return webSocketPort;
    }

    Wire connect() throws IOException {
        return Wire.connect(port, credentials);
    }

    /** One of many connections, see {@link Wire#connect(int, Credentials, InetSocketAddress, ByteBuffer)}. */
    Wire connectFrom(InetSocketAddress source, ByteBuffer in) throws IOException {
        return Wire.connect(port, credentials, source, in);
    }

    /** A connection of one of the users of {@link ServerSetup#tenants}. */
    Wire connectAs(String user) throws IOException {
        return Wire.connect(port, Credentials.password(user, ServerSetup.TENANT_PASSWORD));
    }

    /** Processor time of the process so far, user and system, in steps of 10 ms. */
    long cpuNanos() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        // The command may hold spaces and parentheses: fields are counted from behind it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
    }

    /** Resident memory in KiB. */
    long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
