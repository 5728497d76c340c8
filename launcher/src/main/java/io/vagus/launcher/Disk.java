package io.vagus.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says clearly that a disk is full, before the start and when it shows in a log. */
final class Disk {
    /** PostgreSQL's first files, Keycloak's build and some days of logs. */
    static final long NEEDED_BYTES = 512L * 1024 * 1024;

    private static final long MIB = 1024L * 1024;
    private static final List<String> SIGNS_OF_A_FULL_DISK = List.of("No space left on device", "ENOSPC");

    private Disk() {}

    static void check(Path folder, long neededBytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < neededBytes) {
            throw new LaunchException("the disk that holds " + folder + " is full: " + free / MIB
                    + " MiB are free and Vagus needs " + neededBytes / MIB
                    + " MiB to start. Free some space, or choose another place with --home.");
        }
    }

    static boolean isFullAccordingTo(List<String> logLines) {
        return logLines.stream().anyMatch(line -> SIGNS_OF_A_FULL_DISK.stream().anyMatch(line::contains));
    }
}
