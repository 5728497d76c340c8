package io.vagus.differential;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server process that this comparison started on free loopback ports. Closing it ends that process only. */
final class RunningServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final int PAGE_MILLIS = 5_000;
    private static final Pattern CLIENTS = Pattern.compile("\"nats\":\\[\"[a-z]+://[^\"]*:(\\d+)\"");
    private static final Pattern PAGES = Pattern.compile("\"monitoring\":\\[\"http://[^\"]*:(\\d+)\"");

    private final Process process;
    private final int port;
    private final int pagePort;

    private RunningServer(Process process, int port, int pagePort) {
        this.process = process;
        this.port = port;
        this.pagePort = pagePort;
    }

    /**
     * Starts a program that takes nats-server's flags and waits until it serves.
     *
     * @param place for its log, ports file and streams, and where relative paths of its configuration begin
     */
    static RunningServer start(Path program, Path config, Path place) throws IOException {
        Path folder = Files.createDirectories(place.toAbsolutePath());
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        program.toAbsolutePath().toString(),
                        "-c",
                        config.toAbsolutePath().toString(),
                        "-a",
                        "127.0.0.1",
                        "-p",
                        "-1",
                        "-m",
                        "-1",
                        "-sd",
                        folder.resolve("store").toString(),
                        "--ports_file_dir",
                        folder.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            String ports = awaitPorts(process, folder.resolve("nats-server_" + process.pid() + ".ports"), log);
            return new RunningServer(process, number(CLIENTS, ports), number(PAGES, ports));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String awaitPorts(Process process, Path file, Path log) throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                throw new DifferentialException("a server ended at once:\n" + Files.readString(log), null);
            }
            String ports = Files.exists(file) ? Files.readString(file) : "";
            if (CLIENTS.matcher(ports).find() && PAGES.matcher(ports).find()) {
                return ports;
            }
            Waiting.pause(10);
        }
        throw new DifferentialException("a server did not write its ports file:\n" + Files.readString(log), null);
    }

    private static int number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(pattern + " not in " + text);
        }
        return Integer.parseInt(matcher.group(1));
    }

    int port() {
        return port;
    }

    /** Status and body of a monitoring page. */
    String page(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + pagePort + path).toURL().openConnection();
        connection.setReadTimeout(PAGE_MILLIS);
        connection.setConnectTimeout(PAGE_MILLIS);
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return status == 200 ? body : status + " " + body;
        }
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
