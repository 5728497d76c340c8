package io.vagus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Much in the JetStream of one server, which is restarted with it. */
final class ScaleLoad implements AutoCloseable {
    private static final int SUBJECTS = 100_000;
    private static final int WINDOW = 1024;
    private static final int PAYLOAD_BYTES = 16;
    private static final int LOOK_UPS = 20_000;
    private static final int COUNTS = 5;

    /** Makes steps that look random, and come to every subject. */
    private static final long STRIDE = 7_919;

    private final String name;
    private final Path program;
    private final Path config;
    private final Path folder;
    private final Duration limit;
    private ServerUnderTest server;

    ScaleLoad(String name, Path program, Path directory, Duration limit) throws IOException {
        this.name = name;
        this.program = program;
        this.limit = limit;
        this.folder = directory.resolve("server");
        this.config = Files.writeString(
                directory.resolve("server.conf"), "jetstream { store_dir: \"" + directory.resolve("store") + "\" }\n");
        this.server = ServerUnderTest.start(name, program, config, folder, Credentials.NONE);
    }

    /** Stops the server and starts it again; the seconds until it answers for its streams. */
    private double restart() throws IOException {
        server.close();
        long start = System.nanoTime();
        server = ServerUnderTest.start(name, program, config, folder, Credentials.NONE);
        try (JetStreamWire js = new JetStreamWire(server)) {
            js.ask("$JS.API.INFO", "");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** What was made, in how long, and what each holds. */
    private record Made(long count, double seconds, double residentBytesEach) {}

    /** Makes many things by requests, each answered, as many at a time as the window has. */
    private Made make(LongFunction<byte[]> requests, long most, int window) throws IOException {
        Crowd.settle();
        long before = server.residentKib();
        long start = System.nanoTime();
        try (JetStreamWire js = new JetStreamWire(server)) {
            long count = JetStreamRun.exchange(js, requests, window, start + limit.toNanos(), most);
            double seconds = (System.nanoTime() - start) / 1e9;
            Crowd.settle();
            return new Made(count, seconds, (server.residentKib() - before) * 1024.0 / count);
        }
    }

    private static byte[] publication(String subject) {
        return JetStreamRun.bytes(
                "PUB " + subject + " _INBOX.bench.ack " + PAYLOAD_BYTES + "\r\n" + "x".repeat(PAYLOAD_BYTES) + "\r\n");
    }

    private static byte[] request(String subject, String body) {
        return JetStreamRun.bytes("PUB " + subject + " _INBOX.bench.made " + body.length() + "\r\n" + body + "\r\n");
    }

    private void stream() throws IOException {
        try (JetStreamWire js = new JetStreamWire(server)) {
            JetStreamRun.freshStream(js, "SCALE", "\"subjects\":[\"scale.*\"],\"allow_direct\":true");
        }
    }

    /** Many messages: filling, opening, counting one subject from the middle, looking up the last of a subject. */
    List<LoadFigure> messages(long messages) throws IOException {
        stream();
        long subjects = Math.min(SUBJECTS, messages);
        Made made = make(number -> publication("scale." + number % subjects), messages, WINDOW);
        List<LoadFigure> figures = new ArrayList<>();
        figures.add(new LoadFigure(messages + " wanted; stored a second", made.count / made.seconds));
        figures.add(new LoadFigure("stored", made.count));
        figures.add(new LoadFigure("restarted, until it answers, s", restart()));
        try (JetStreamWire js = new JetStreamWire(server)) {
            long slowest = 0;
            long total = 0;
            for (int i = 0; i < COUNTS; i++) {
                long start = System.nanoTime();
                js.ask(
                        "$JS.API.CONSUMER.CREATE.SCALE.count" + i,
                        "{\"stream_name\":\"SCALE\",\"config\":{\"name\":\"count" + i
                                + "\",\"filter_subject\":\"scale." + i * STRIDE % subjects
                                + "\",\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":"
                                + (made.count / 2 + 1)
                                + ",\"ack_policy\":\"explicit\",\"mem_storage\":true}}");
                long took = System.nanoTime() - start;
                slowest = Math.max(slowest, took);
                total += took;
            }
            figures.add(new LoadFigure("one subject counted from the middle, mean, ms", total / 1e6 / COUNTS));
            figures.add(new LoadFigure("one subject counted from the middle, first or slowest, ms", slowest / 1e6));
            long start = System.nanoTime();
            long found = JetStreamRun.exchange(
                    js,
                    number -> JetStreamRun.bytes("PUB $JS.API.DIRECT.GET.SCALE.scale." + number * STRIDE % subjects
                            + " _INBOX.bench.get 0\r\n\r\n"),
                    256,
                    start + limit.toNanos(),
                    LOOK_UPS);
            figures.add(new LoadFigure(
                    "last messages of subjects far apart, a second", found * 1e9 / (System.nanoTime() - start)));
        }
        return figures;
    }

    /** Many subjects with a message each. */
    List<LoadFigure> subjects(long subjects) throws IOException {
        stream();
        Made made = make(number -> publication("scale." + number), subjects, WINDOW);
        double again = restart();
        Crowd.settle();
        return List.of(
                new LoadFigure(subjects + " wanted; stored a second", made.count / made.seconds),
                new LoadFigure("resident a subject, bytes", made.residentBytesEach),
                new LoadFigure("restarted, until it answers, s", again),
                new LoadFigure("resident then, MiB", server.residentKib() / 1024.0));
    }

    /** Many consumers of one stream. */
    List<LoadFigure> consumers(long consumers) throws IOException {
        stream();
        Made made = make(
                number -> request(
                        "$JS.API.CONSUMER.CREATE.SCALE.c" + number,
                        "{\"stream_name\":\"SCALE\",\"config\":{\"name\":\"c" + number + "\",\"durable_name\":\"c"
                                + number + "\",\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\"}}"),
                consumers,
                256);
        return figures(consumers, "consumer", made);
    }

    /** Many streams. */
    List<LoadFigure> streams(long streams) throws IOException {
        Made made = make(
                number -> request(
                        "$JS.API.STREAM.CREATE.S" + number,
                        "{\"name\":\"S" + number + "\",\"subjects\":[\"s." + number + "\"],\"storage\":\"file\"}"),
                streams,
                64);
        return figures(streams, "stream", made);
    }

    private List<LoadFigure> figures(long wanted, String what, Made made) throws IOException {
        long cpu = server.cpuNanos();
        long start = System.nanoTime();
        Crowd.settle();
        double idle = (server.cpuNanos() - cpu) / (double) (System.nanoTime() - start);
        double again = restart();
        Crowd.settle();
        return List.of(
                new LoadFigure(wanted + " wanted; made", made.count),
                new LoadFigure("made a second", made.count / made.seconds),
                new LoadFigure("resident a " + what + ", bytes", made.residentBytesEach),
                new LoadFigure("idle with them, processors", idle),
                new LoadFigure("restarted, until it answers, s", again),
                new LoadFigure("resident then, MiB", server.residentKib() / 1024.0));
    }

    @Override
    public void close() {
        server.close();
    }
}
