package io.vagus.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vagus logs [part] [-f]}. */
@Command(name = "logs", description = "Show the end of the logs.", mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 250;
    private static final int MAX_CHUNK_BYTES = 1 << 20;

    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Parameters(arity = "0..*", paramLabel = "PART", description = "Only these parts (default: all).")
    private List<String> parts = new ArrayList<>();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is logged from now on.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            description = "How many lines of each log (default: 40).",
            defaultValue = "40")
    private int lines;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var home = homeOption.home();
        var chosen = parts.isEmpty()
                ? List.of(PartName.values())
                : parts.stream().map(PartName::of).toList();
        var offsets = new LinkedHashMap<Path, Long>();
        for (var part : chosen) {
            var log = home.log(part);
            offsets.put(log, Files.exists(log) ? Files.size(log) : 0);
            LogTail.lastLines(log, lines).forEach(line -> print(part.id(), line));
        }
        while (follow) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            showNew(offsets);
        }
        return ExitCode.DONE;
    }

    private static void showNew(Map<Path, Long> offsets) throws IOException {
        for (var entry : offsets.entrySet()) {
            if (Files.exists(entry.getKey())) {
                entry.setValue(showNew(entry.getKey(), entry.getValue()));
            }
        }
    }

    private static long showNew(Path log, long offset) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = offset > file.length() ? 0 : offset;
            var bytes = new byte[(int) Math.min(MAX_CHUNK_BYTES, file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            var part = log.getFileName().toString().replace(".log", "");
            Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("\n"))
                    .filter(line -> !line.isBlank())
                    .forEach(line -> print(part, line));
            return from + bytes.length;
        }
    }

    private static void print(String part, String line) {
        System.out.printf("%-14s| %s%n", part, line);
    }
}
