package io.vagus.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The folder that holds everything one service keeps: data, secrets, logs, and what the supervisor says of itself. */
record Home(Path path) {

    /** Longest path that every supported system takes as the address of a Unix domain socket, with its final zero. */
    private static final int MAX_SOCKET_PATH_BYTES = 100;

    private static final int SECRET_BYTES = 18;

    Home(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    Path bootstrap() {
        return path.resolve("bootstrap");
    }

    Path operatorConf() {
        return bootstrap().resolve("operator.conf");
    }

    Path billingCreds() {
        return bootstrap().resolve("billing.creds");
    }

    /** What a node keeps: its configuration, the accounts it knows, its streams. */
    Path node(PartName node) {
        return path.resolve(node.id());
    }

    Path controlPlaneKek() {
        return path.resolve("control-plane/kek");
    }

    /** The ports of the nodes of a cluster, but those that one node has, too. */
    Path clusterPorts() {
        return path.resolve("cluster-ports.json");
    }

    Path ports() {
        return path.resolve("ports.json");
    }

    Path state() {
        return path.resolve("state.json");
    }

    Path lock() {
        return path.resolve("supervisor.lock");
    }

    Path demoCreds() {
        return path.resolve("demo.creds");
    }

    Path logs() {
        return path.resolve("logs");
    }

    Path log(PartName part) {
        return logs().resolve(part.id() + ".log");
    }

    Path supervisorLog() {
        return logs().resolve("supervisor.log");
    }

    /** The supervisor's socket; outside the home when the home's path is too long for one. */
    Path controlSocket() {
        var inside = path.resolve("control.sock");
        if (inside.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH_BYTES) {
            return inside;
        }
        var folder = "vagus-" + System.getProperty("user.name") + "-"
                + Integer.toHexString(path.toString().hashCode());
        return Path.of(System.getProperty("java.io.tmpdir"), folder, "control.sock");
    }

    void create() throws IOException {
        for (var folder :
                new Path[] {path, logs(), bootstrap(), path.resolve("control-plane"), path.resolve("secrets")}) {
            Files.createDirectories(folder);
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        var socketFolder = controlSocket().getParent();
        if (socketFolder != null && !socketFolder.equals(path)) {
            Files.createDirectories(socketFolder);
            Files.setPosixFilePermissions(socketFolder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** A random secret of this home, made at first use and kept in a file that only its owner may read. */
    String secret(String name) throws IOException {
        var file = path.resolve("secrets").resolve(name);
        if (!Files.exists(file)) {
            var random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            writePrivately(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }
        return Files.readString(file).strip();
    }

    /** Replaces a file whole, readable by its owner only. */
    static void writePrivately(Path file, String text) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var folder = file.resolveSibling("");
        var temporary = Files.createTempFile(folder, ".new-", "", ownerOnly);
        try {
            Files.writeString(temporary, text, StandardOpenOption.TRUNCATE_EXISTING);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** What a file of a home holds, as long as that is good; otherwise something new, which it holds from then on. */
    static <T> T remembered(Path file, Class<T> type, Predicate<T> isGood, Supplier<T> fresh) throws IOException {
        if (Files.exists(file)) {
            var before = Json.MAPPER.readValue(file.toFile(), type);
            if (isGood.test(before)) {
                return before;
            }
        }
        var made = fresh.get();
        Files.writeString(file, Json.MAPPER.writeValueAsString(made));
        return made;
    }
}
