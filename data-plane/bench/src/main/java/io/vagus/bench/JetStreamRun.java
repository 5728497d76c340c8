package io.vagus.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongFunction;

/** One client, one thread, against the JetStream of one server. */
final class JetStreamRun {
    private static final int KEYS = 10_000;
    private static final int KEY_WINDOW = 256;
    private static final int BATCH = 500;
    /** How many messages a stream has that is pulled from; a multiple of the batch. */
    private static final int PULLED = 300_000;

    private static final int MAX_STREAMS = 1000;
    private static final int BATCH_BYTES = 256 * 1024;
    private static final int FILL_WINDOW = 1024;
    private static final int MAX_SAMPLES = 1_000_000;

    private final ServerUnderTest server;
    private final Duration length;

    private JetStreamRun(ServerUnderTest server, Duration length) {
        this.server = server;
        this.length = length;
    }

    static Measurement run(JetStreamScenario scenario, ServerUnderTest server, Duration length) throws IOException {
        JetStreamRun run = new JetStreamRun(server, length);
        return switch (scenario) {
            case JetStreamScenario.Publish publish -> run.publish(publish);
            case JetStreamScenario.Pull pull -> run.pull(pull);
            case JetStreamScenario.KeyValue keyValue -> run.keyValue(keyValue);
            case JetStreamScenario.Create create -> create.consumers() ? run.createConsumers() : run.createStreams();
        };
    }

    // --- publish -----------------------------------------------------------------------------------------------

    private Measurement publish(JetStreamScenario.Publish scenario) throws IOException {
        try (JetStreamWire js = new JetStreamWire(server)) {
            freshStream(js, "BENCH", "\"subjects\":[\"bench.js\"]");
            byte[] frame = bytes(frame("bench.js", scenario.payloadBytes()));
            return scenario.window() == 1
                    ? oneByOne(js, frame, scenario.name())
                    : windowed(js, number -> frame, scenario.window());
        }
    }

    private static String frame(String subject, int payloadBytes) {
        return "PUB " + subject + " _INBOX.bench.ack " + payloadBytes + "\r\n" + "x".repeat(payloadBytes) + "\r\n";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Measurement oneByOne(JetStreamWire js, byte[] frame, String name) throws IOException {
        long[] roundTrips = new long[MAX_SAMPLES];
        int count = 0;
        long cpuBefore = server.cpuNanos();
        long start = System.nanoTime();
        for (long now = start; now - start < length.toNanos() && count < MAX_SAMPLES; ) {
            js.wire().send(ByteBuffer.wrap(frame));
            requireAck(js.nextMessage(), name);
            long after = System.nanoTime();
            roundTrips[count++] = after - now;
            now = after;
        }
        return Measurement.ofRoundTrips(
                Arrays.copyOf(roundTrips, count), System.nanoTime() - start, server.cpuNanos() - cpuBefore);
    }

    /** Keeps a window of messages on their way, and takes acknowledgements as they come. */
    private Measurement windowed(JetStreamWire js, LongFunction<byte[]> frames, int window) throws IOException {
        long cpuBefore = server.cpuNanos();
        long ownBefore = ownCpuNanos();
        long start = System.nanoTime();
        long acknowledged = exchange(js, frames, window, start + length.toNanos(), Long.MAX_VALUE);
        return new Measurement(
                acknowledged,
                System.nanoTime() - start,
                server.cpuNanos() - cpuBefore,
                0,
                0,
                ownCpuNanos() - ownBefore);
    }

    /** Processor time of the one thread that is the load. */
    private static long ownCpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    static long exchange(JetStreamWire js, LongFunction<byte[]> frames, int window, long end, long most)
            throws IOException {
        Wire wire = js.wire();
        long sent = 0;
        long answered = 0;
        ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
        while (true) {
            boolean more = System.nanoTime() < end && sent < most;
            if (!more && answered == sent) {
                return answered;
            }
            // Half a window at a time: neither a system call a message, nor a server that waits.
            if (more && sent - answered <= window / 2) {
                for (long room = Math.min(most, answered + window); sent < room; sent++) {
                    byte[] frame = frames.apply(sent);
                    if (batch.remaining() < frame.length) {
                        wire.send(batch.flip());
                        batch.clear();
                    }
                    batch.put(frame);
                }
                wire.send(batch.flip());
                batch.clear();
            }
            answered += takeAnswers(wire, sent - answered);
        }
    }

    /** Waits for one answer, then takes those that have come with it; returns how many. */
    private static long takeAnswers(Wire wire, long expected) throws IOException {
        long taken = 0;
        do {
            String line = wire.readLine();
            if (line.startsWith("MSG ") || line.startsWith("HMSG ")) {
                int size = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
                if (wire.peekContains(size, "\"error\"") || wire.peekContains(size, "NATS/1.0 ")) {
                    throw new BenchException("the server refused the load: " + line + " " + wire.readPayload(size));
                }
                wire.skipPayload(size);
                taken++;
            } else {
                wire.answer(line);
            }
        } while (taken < expected && wire.hasLine());
        return taken;
    }

    private static void requireAck(String answer, String name) {
        if (!answer.contains("\"seq\"") || answer.contains("\"error\"")) {
            throw new BenchException(name + ": expected an acknowledgement, got " + answer);
        }
    }

    static void freshStream(JetStreamWire js, String name, String fields) throws IOException {
        js.askUnchecked("$JS.API.STREAM.DELETE." + name, "");
        js.ask(
                "$JS.API.STREAM.CREATE." + name,
                "{\"name\":\"" + name + "\",\"retention\":\"limits\",\"storage\":\"file\",\"max_consumers\":1000000,"
                        + "\"max_msgs\":-1,\"max_bytes\":-1,\"num_replicas\":1,\"discard\":\"old\"," + fields + "}");
    }

    // --- pull --------------------------------------------------------------------------------------------------

    /** Takes all that the stream has, and again through another consumer, until the time is over. */
    private Measurement pull(JetStreamScenario.Pull scenario) throws IOException {
        try (JetStreamWire js = new JetStreamWire(server)) {
            freshStream(js, "BENCH", "\"subjects\":[\"bench.js\"]");
            byte[] frame = bytes(frame("bench.js", scenario.payloadBytes()));
            exchange(js, number -> frame, FILL_WINDOW, Long.MAX_VALUE, PULLED);
            long cpuBefore = server.cpuNanos();
            long ownBefore = ownCpuNanos();
            long start = System.nanoTime();
            long end = start + length.toNanos();
            long taken = 0;
            while (System.nanoTime() < end) {
                if (taken % PULLED == 0) {
                    freshConsumer(js);
                }
                takeBatch(js.wire());
                taken += BATCH;
            }
            return new Measurement(
                    taken, System.nanoTime() - start, server.cpuNanos() - cpuBefore, 0, 0, ownCpuNanos() - ownBefore);
        }
    }

    private static void freshConsumer(JetStreamWire js) throws IOException {
        js.askUnchecked("$JS.API.CONSUMER.DELETE.BENCH.puller", "");
        js.ask(
                "$JS.API.CONSUMER.CREATE.BENCH.puller",
                "{\"stream_name\":\"BENCH\",\"config\":{\"name\":\"puller\",\"durable_name\":\"puller\","
                        + "\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\",\"replay_policy\":\"instant\","
                        + "\"max_ack_pending\":10000}}");
    }

    private static void takeBatch(Wire wire) throws IOException {
        String body = "{\"batch\":" + BATCH + ",\"expires\":5000000000}";
        wire.send("PUB $JS.API.CONSUMER.MSG.NEXT.BENCH.puller _INBOX.bench.next " + body.length() + "\r\n" + body
                + "\r\n");
        StringBuilder acks = new StringBuilder();
        for (int i = 0; i < BATCH; ) {
            String line = wire.readLine();
            if (line.startsWith("MSG ")) {
                String[] words = line.split(" ");
                acks.append("PUB ").append(words[3]).append(" 4\r\n+ACK\r\n");
                wire.skipPayload(Integer.parseInt(words[4]));
                i++;
            } else if (line.startsWith("HMSG ")) {
                String status = wire.readPayload(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)));
                throw new BenchException("expected messages, got " + status);
            } else {
                wire.answer(line);
            }
        }
        wire.send(acks.toString());
    }

    // --- key-value ---------------------------------------------------------------------------------------------

    private Measurement keyValue(JetStreamScenario.KeyValue scenario) throws IOException {
        try (JetStreamWire js = new JetStreamWire(server)) {
            freshStream(
                    js,
                    "KV_bench",
                    "\"subjects\":[\"$KV.bench.>\"],\"max_msgs_per_subject\":1,\"allow_direct\":true,"
                            + "\"allow_rollup_hdrs\":true");
            LongFunction<byte[]> puts = number -> bytes(frame("$KV.bench.key" + number % KEYS, 64));
            if (scenario.put()) {
                return windowed(js, puts, KEY_WINDOW);
            }
            exchange(js, puts, FILL_WINDOW, Long.MAX_VALUE, KEYS);
            return windowed(
                    js,
                    number -> bytes("PUB $JS.API.DIRECT.GET.KV_bench.$KV.bench.key" + number % KEYS
                            + " _INBOX.bench.get 0\r\n\r\n"),
                    KEY_WINDOW);
        }
    }

    // --- create ------------------------------------------------------------------------------------------------

    private Measurement createStreams() throws IOException {
        try (JetStreamWire js = new JetStreamWire(server)) {
            long[] roundTrips = new long[MAX_STREAMS];
            int count = 0;
            long cpuBefore = server.cpuNanos();
            long start = System.nanoTime();
            for (long now = start; now - start < length.toNanos() && count < MAX_STREAMS; ) {
                String name = "MADE" + count;
                js.ask(
                        "$JS.API.STREAM.CREATE." + name,
                        "{\"name\":\"" + name + "\",\"subjects\":[\"made." + count
                                + "\"],\"retention\":\"limits\",\"storage\":\"file\",\"max_consumers\":-1,\"max_msgs\":-1,"
                                + "\"max_bytes\":-1,\"num_replicas\":1,\"discard\":\"old\"}");
                long after = System.nanoTime();
                roundTrips[count++] = after - now;
                now = after;
            }
            long took = System.nanoTime() - start;
            long cpu = server.cpuNanos() - cpuBefore;
            for (int i = 0; i < count; i++) {
                js.ask("$JS.API.STREAM.DELETE.MADE" + i, "");
            }
            return Measurement.ofRoundTrips(Arrays.copyOf(roundTrips, count), took, cpu);
        }
    }

    private Measurement createConsumers() throws IOException {
        try (JetStreamWire js = new JetStreamWire(server)) {
            freshStream(js, "BENCH", "\"subjects\":[\"bench.js\"]");
            return windowed(
                    js,
                    number -> {
                        String body = "{\"stream_name\":\"BENCH\",\"config\":{\"name\":\"c" + number
                                + "\",\"durable_name\":\"c" + number
                                + "\",\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\",\"replay_policy\":\"instant\"}}";
                        return bytes("PUB $JS.API.CONSUMER.CREATE.BENCH.c" + number + " _INBOX.bench.made "
                                + body.length() + "\r\n" + body + "\r\n");
                    },
                    KEY_WINDOW);
        }
    }
}
