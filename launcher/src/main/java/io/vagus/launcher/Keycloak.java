package io.vagus.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Keycloak, where people sign up and in: augmented once for PostgreSQL, then started optimised, its realm set up by us. */
final class Keycloak implements Part {
    static final String ADMIN = "vagus-admin";

    /** Keycloak's pool hands out dead connections after PostgreSQL was away, and the next sign-in would fail on one. */
    private static final String SURVIVE_A_DATABASE_RESTART = "-Dquarkus.datasource.jdbc.validate-on-borrow=true";

    private static final List<String> BUILD = List.of("build", "--db=postgres", "--health-enabled=true");
    /** Its script asks for G1; a small heap is served better and sooner without it. */
    private static final String QUICK_TO_START = "-XX:-UseG1GC -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private static final int BUILD_LIMIT_MINUTES = 10;

    private final Site site;

    Keycloak(Site site) {
        this.site = site;
    }

    @Override
    public PartName name() {
        return PartName.KEYCLOAK;
    }

    @Override
    public Set<PartName> needs() {
        return Set.of(PartName.POSTGRES);
    }

    @Override
    public List<Port> ports() {
        return List.of(
                new Port(site.ports().keycloak(), "Keycloak"),
                new Port(site.ports().keycloakManagement(), "Keycloak's management"));
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        var folder = site.installation().keycloak();
        if (!Files.isDirectory(folder)) {
            throw new LaunchException(folder + " is missing: the build did not unpack Keycloak there");
        }
        dress(folder.resolve("themes/vagus/login"));
        var built = folder.resolve("vagus-build");
        var recipe = String.join(" ", BUILD);
        try (var channel = FileChannel.open(
                        folder.resolve("vagus-build.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var ignored = channel.lock()) {
            if (!Files.exists(built) || !Files.readString(built).equals(recipe)) {
                build();
                Files.writeString(built, recipe);
            }
        }
    }

    /** Puts the theme of the sign-in pages where Keycloak looks for it; the same for every home. */
    private static void dress(Path theme) throws IOException {
        Files.createDirectories(theme.resolve("resources/css"));
        copy("theme.properties", theme.resolve("theme.properties"));
        copy("vagus.css", theme.resolve("resources/css/vagus.css"));
    }

    private static void copy(String resource, Path file) throws IOException {
        try (var from = Objects.requireNonNull(Keycloak.class.getResourceAsStream("theme/" + resource))) {
            var bytes = from.readAllBytes();
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
                Files.write(file, bytes);
            }
        }
    }

    private void build() throws IOException, InterruptedException {
        var script = script();
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        var command = new java.util.ArrayList<>(List.of(script.toString()));
        command.addAll(BUILD);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(site.home().log(name()).toFile()));
        builder.environment().clear();
        builder.environment().putAll(site.environment());
        builder.environment().put("JAVA_OPTS_APPEND", QUICK_TO_START);
        var build = builder.start();
        try {
            if (!build.waitFor(BUILD_LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw new LaunchException("kc.sh build has not ended after " + BUILD_LIMIT_MINUTES + " minutes");
            }
        } finally {
            build.descendants().forEach(ProcessHandle::destroyForcibly);
            build.destroyForcibly();
        }
        if (build.exitValue() != 0) {
            throw new LaunchException("kc.sh build failed with exit code " + build.exitValue());
        }
    }

    @Override
    public Launch launch() throws IOException {
        var environment = site.environment();
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", site.home().secret("keycloak-admin-password"));
        environment.put("KC_DB_URL", site.ports().jdbcUrl(Postgres.KEYCLOAK_DATABASE));
        environment.put("KC_DB_USERNAME", Postgres.USER);
        environment.put("KC_DB_PASSWORD", Postgres.USER);
        environment.put("KC_DB_POOL_INITIAL_SIZE", "2");
        environment.put("KC_DB_POOL_MAX_SIZE", "20");
        environment.put("KC_CACHE", "local");
        environment.put("KC_HTTP_ENABLED", "true");
        environment.put("KC_HTTP_HOST", "127.0.0.1");
        environment.put("KC_HTTP_PORT", Integer.toString(site.ports().keycloak()));
        environment.put("KC_HTTP_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("KC_HTTP_MANAGEMENT_PORT", Integer.toString(site.ports().keycloakManagement()));
        environment.put("KC_LOG_LEVEL", "INFO,io.smallrye.health:ERROR");
        environment.put("KC_HOSTNAME", site.ports().keycloakUrl());
        environment.put("JAVA_OPTS_KC_HEAP", "-Xms96m -Xmx448m");
        environment.put("JAVA_OPTS_APPEND", QUICK_TO_START + " " + SURVIVE_A_DATABASE_RESTART);
        return new Launch(
                List.of(script().toString(), "start", "--optimized"),
                environment,
                site.home().path());
    }

    @Override
    public boolean isHealthy() throws IOException, InterruptedException {
        return Http.answersOk(site.ports().keycloakManagementUrl() + "/health/ready");
    }

    @Override
    public void complete() throws IOException, InterruptedException {
        new Realm(site.ports().keycloakUrl(), site.ports().portalOrigins(), site.home()).ensure();
    }

    @Override
    public Duration startLimit() {
        return Duration.ofMinutes(5);
    }

    private Path script() {
        return site.installation().keycloak().resolve("bin/kc.sh");
    }
}
