package io.vagus.launcher;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which service a command is about. */
final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "The folder that holds the service's data (default: .vagus in the checkout).")
    @Nullable
    Path path;

    Home home() {
        return new Home(path == null ? Installation.found().root().resolve(".vagus") : path);
    }
}
