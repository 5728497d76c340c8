package io.vagus.launcher;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the built programs of this checkout are. */
record Installation(Path root) {

    /** Version of the Keycloak distribution that the build unpacks into the cache. */
    private static final String KEYCLOAK_VERSION = BuildFacts.get("keycloak.version");

    private static final String POSTGRES_VERSION = BuildFacts.get("postgres.version");

    static Installation found() {
        var root = System.getProperty("vagus.root");
        if (root == null) {
            throw new LaunchException("the system property vagus.root is missing; start the launcher through ./vagus");
        }
        return new Installation(Path.of(root).toAbsolutePath().normalize());
    }

    /** Big things that are the same for every home: the unpacked Keycloak and PostgreSQL. */
    Path cache() {
        return root.resolve(".vagus-cache");
    }

    Path keycloak() {
        return cache().resolve("keycloak-" + KEYCLOAK_VERSION);
    }

    Path postgres() {
        return cache().resolve("postgres-" + POSTGRES_VERSION);
    }

    Path controlPlane() {
        return built("control-plane/app/target/quarkus-app/quarkus-run.jar");
    }

    Path billing() {
        return built("billing/service/target/quarkus-app/quarkus-run.jar");
    }

    Path node() {
        return built("dist/bin/nats-server");
    }

    Path java() {
        return javaHome().resolve("bin/java");
    }

    Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    private Path built(String path) {
        var file = root.resolve(path);
        if (!Files.exists(file)) {
            throw new LaunchException(
                    file + " is missing: the build did not make it. Start through ./vagus, or run './vagus build'.");
        }
        return file;
    }
}
