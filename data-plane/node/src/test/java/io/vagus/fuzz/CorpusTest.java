package io.vagus.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.protocol.ClientParserFuzz;
import io.vagus.protocol.HeaderBlockFuzz;
import io.vagus.server.config.ConfigFuzz;
import io.vagus.transport.link.ProxyHeaderFuzz;
import io.vagus.transport.tls.ocsp.OcspFuzz;
import io.vagus.transport.websocket.FramesFuzz;
import io.vagus.transport.websocket.UpgradeFuzz;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Gives each parser its corpus, {@code src/test/resources/fuzz/<target>}, and changed copies of it made from a seed. A finding of
 * {@code fuzz.sh} becomes a file of the corpus.
 */
class CorpusTest {
    private static final int CHANGED_COPIES = 30;

    private static final Map<String, Consumer<byte[]>> TARGETS = new TreeMap<>(Map.of(
            "client", ClientParserFuzz::fuzzerTestOneInput,
            "headers", HeaderBlockFuzz::fuzzerTestOneInput,
            "config", ConfigFuzz::fuzzerTestOneInput,
            "jwt", JwtFuzz::fuzzerTestOneInput,
            "frames", FramesFuzz::fuzzerTestOneInput,
            "upgrade", UpgradeFuzz::fuzzerTestOneInput,
            "proxy", ProxyHeaderFuzz::fuzzerTestOneInput,
            "ocsp", OcspFuzz::fuzzerTestOneInput));

    @TestFactory
    Stream<DynamicTest> doesNotFallOverItsCorpus() {
        return TARGETS.entrySet().stream()
                .map(target ->
                        DynamicTest.dynamicTest(target.getKey(), () -> replay(target.getKey(), target.getValue())));
    }

    private static void replay(String name, Consumer<byte[]> target) throws IOException, URISyntaxException {
        List<Path> files;
        Path corpus = Path.of(Objects.requireNonNull(CorpusTest.class.getResource("/fuzz/" + name))
                .toURI());
        try (Stream<Path> listed = Files.list(corpus)) {
            files = listed.sorted().toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            attempt(target, bytes, file, 0);
            for (int seed = 1; seed <= CHANGED_COPIES; seed++) {
                attempt(target, changed(bytes, new Random(seed)), file, seed);
            }
        }
    }

    private static void attempt(Consumer<byte[]> target, byte[] bytes, Path file, int seed) {
        try {
            target.accept(bytes);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(file.getFileName() + ", changed by seed " + seed, e);
        }
    }

    private static byte[] changed(byte[] bytes, Random random) {
        byte[] copy = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
        for (int i = random.nextInt(4); i >= 0 && copy.length > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }
}
