package io.vagus.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Publishers that write without a pause to a subject that nobody hears, so that the server alone sets their pace. They are a
 * process of their own, which runs only while nobody else wants a processor: neither the server nor the tenant beside it ever
 * waits for one that a flooding client holds, as none does whose clients run on machines of their own. It ends with its input.
 */
final class Flood implements AutoCloseable {
    private static final int PUBLISHERS = 4;
    private static final int BATCH_BYTES = 64 * 1024;
    private static final String STARTED = "started";
    private static final Path IDLE_CLASS = Path.of("/usr/bin/chrt");
    private static final long STOP_LIMIT_SECONDS = 10;

    private final Process process;

    private Flood(Process process) {
        this.process = process;
    }

    /** Starts the process; its publishers have logged in when this returns. */
    static Flood start(int port, String user) throws IOException {
        List<String> command = new ArrayList<>(background());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(Flood.class.getName(), Integer.toString(port), user));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Flood flood = new Flood(process);
        String said = process.inputReader(StandardCharsets.US_ASCII).readLine();
        if (!STARTED.equals(said)) {
            flood.close();
            throw new BenchException("the flood did not start: " + said);
        }
        return flood;
    }

    /** What runs a program behind everybody else: the system's class for that, or else the lowest priority. */
    private static List<String> background() {
        return IDLE_CLASS.toFile().canExecute()
                ? List.of(IDLE_CLASS.toString(), "--idle", "0")
                : List.of("nice", "-n", "19");
    }

    /** Errors: {@link BenchException} when it has ended by itself. */
    void check() {
        if (!process.isAlive()) {
            throw new BenchException("the flood ended: exit code " + process.exitValue());
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The process itself.
     *
     * @param arguments the server's port and the user
     */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        for (int i = 0; i < PUBLISHERS; i++) {
            Wire wire = Wire.connect(port, Credentials.password(arguments[1], ServerSetup.TENANT_PASSWORD));
            Thread.ofPlatform().start(() -> publish(wire));
        }
        System.out.println(STARTED);
        while (System.in.read() >= 0) {
            // What comes says nothing; its end does.
        }
        System.exit(0);
    }

    private static void publish(Wire wire) {
        byte[] frame = ("PUB bench.flood 128\r\n" + "x".repeat(128) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int frames = BATCH_BYTES / frame.length;
        ByteBuffer batch = ByteBuffer.allocateDirect(frames * frame.length);
        for (int i = 0; i < frames; i++) {
            batch.put(frame);
        }
        try {
            while (true) {
                wire.send(batch.rewind());
            }
        } catch (IOException e) {
            System.err.println("the flood was cut off: " + e);
            System.exit(1);
        }
    }
}
