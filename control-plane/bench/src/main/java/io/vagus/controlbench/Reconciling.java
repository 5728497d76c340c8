package io.vagus.controlbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** All accounts compared with the node, and a node that lost its disk given everything again. */
final class Reconciling {

    private static final Duration AIM = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final long LOOK_EVERY_MILLIS = 100;

    private final ServiceHome home;
    private final Tenants tenants;
    private final Path vagus;
    private final Api operator;

    Reconciling(ServiceHome home, Tenants tenants, Path vagus) throws IOException {
        this.home = home;
        this.tenants = tenants;
        this.vagus = vagus;
        this.operator = Api.person(home, "operator@vagus.local", home.operatorPassword());
    }

    void run() throws IOException, InterruptedException, SQLException {
        Changes.awaitSettled(home, LIMIT);
        long started = System.nanoTime();
        long compared = operator.get("/operator/drift").path("accounts").asLong();
        say("compare every token of " + compared + " accounts", started);

        command("stop");
        try (Stream<Path> files = Files.list(home.tokensOfNode())) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".jwt")).toList()) {
                Files.delete(file);
            }
        }
        command("start");
        started = System.nanoTime();
        awaitFiles();
        say("an empty node has " + tenants.accounts().size() + " accounts again", started);
        Changes.awaitSettled(home, LIMIT);
        say("and all are proven there", started);
    }

    private void awaitFiles() throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        long wanted = tenants.accounts().size();
        while (true) {
            try (Stream<Path> files = Files.list(home.tokensOfNode())) {
                if (files.filter(each -> each.toString().endsWith(".jwt")).count() >= wanted) {
                    return;
                }
            }
            if (System.nanoTime() > end) {
                throw new BenchException("the node still lacks accounts after " + LIMIT.toMinutes() + " min");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    private void command(String word) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        vagus.toString(), word, "node", "--home", home.folder().toString()))
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new BenchException("the node could not be told to " + word);
        }
    }

    private static void say(String what, long startedNanos) {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%-60s %8.1f s   %s%n",
                what,
                seconds,
                seconds < AIM.toSeconds() ? "ok" : "MISSED: below " + AIM.toSeconds() + " s is the aim");
    }
}
