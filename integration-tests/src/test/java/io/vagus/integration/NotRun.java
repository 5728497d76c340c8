package io.vagus.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.opentest4j.TestAbortedException;

/** Something could not be tried here; it is written down for the closing summary, which fails because of it. */
final class NotRun {
    private NotRun() {}

    static TestAbortedException because(String what, String reason) {
        try {
            Files.createDirectories(Settings.TARGET);
            Files.writeString(
                    Settings.TARGET.resolve("not-run.txt"),
                    what + "|" + reason + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TestAbortedException(what + " NOT RUN: " + reason);
    }
}
