package io.vagus.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds which process listens on a TCP port, on Linux, from /proc; elsewhere, and where /proc hides it, nothing is found.
 * A line of {@code /proc/net/tcp} is {@code sl local_address rem_address st ... inode ...}, addresses in hexadecimal
 * with the port after the colon, state 0A for listening.
 */
final class PortOwner {
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortOwner() {}

    /** Such as {@code process 4711 (/usr/sbin/nginx)}. */
    static Optional<String> find(int port) {
        try {
            var links = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                    .map(Path::of)
                    .filter(Files::isReadable)
                    .flatMap(PortOwner::lines)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields.length > INODE
                            && fields[STATE].equals(LISTENING)
                            && fields[LOCAL_ADDRESS].endsWith(":%04X".formatted(port)))
                    .map(fields -> "socket:[" + fields[INODE] + "]")
                    .collect(Collectors.toSet());
            return links.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.allProcesses()
                            .filter(process -> holds(process.pid(), links))
                            .findFirst()
                            .map(PortOwner::describe);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean holds(long pid, Set<String> links) {
        try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.anyMatch(descriptor -> pointsTo(descriptor, links));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean pointsTo(Path descriptor, Set<String> links) {
        try {
            return links.contains(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return false;
        }
    }

    private static String describe(ProcessHandle process) {
        return "process " + process.pid()
                + process.info().command().map(command -> " (" + command + ")").orElse("");
    }
}
