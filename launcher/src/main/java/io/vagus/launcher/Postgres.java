package io.vagus.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL from embedded binaries: a cluster in the home, on loopback only, durable. The server refuses to run as root,
 * so for root it runs in a user namespace, where it is nobody in particular but still the owner of its files.
 */
final class Postgres implements Part {
    static final String USER = "postgres";
    static final String CONTROL_DATABASE = "vagus_control";
    static final String BILLING_DATABASE = "vagus_billing";
    static final String KEYCLOAK_DATABASE = "keycloak";

    private static final List<String> DATABASES = List.of(CONTROL_DATABASE, BILLING_DATABASE, KEYCLOAK_DATABASE);
    private static final int INITDB_LIMIT_SECONDS = 120;
    private static final int CONNECT_LIMIT_SECONDS = 2;
    private static final int MAX_CONNECTIONS = 120;

    private final Site site;

    Postgres(Site site) {
        this.site = site;
    }

    @Override
    public PartName name() {
        return PartName.POSTGRES;
    }

    @Override
    public Set<PartName> needs() {
        return Set.of();
    }

    @Override
    public List<Port> ports() {
        return List.of(new Port(site.ports().postgres(), "PostgreSQL"));
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        PostgresBinaries.unpackTo(site.installation().postgres());
        if (!Files.exists(site.home().postgres().resolve("PG_VERSION"))) {
            initialise();
        }
    }

    private void initialise() throws IOException, InterruptedException {
        var log = site.home().log(name());
        var builder = new ProcessBuilder(asOrdinaryUser(List.of(
                        program("initdb"),
                        "--pgdata=" + site.home().postgres(),
                        "--username=" + USER,
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(site.environment());
        var initdb = builder.start();
        if (!initdb.waitFor(INITDB_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            initdb.destroyForcibly();
            throw new LaunchException("initdb has not ended after " + INITDB_LIMIT_SECONDS + " s");
        }
        if (initdb.exitValue() != 0) {
            throw new LaunchException("initdb failed with exit code " + initdb.exitValue());
        }
    }

    @Override
    public Launch launch() {
        var command = List.of(
                program("postgres"),
                "-D",
                site.home().postgres().toString(),
                "-p",
                Integer.toString(site.ports().postgres()),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=on",
                "-c",
                "max_connections=" + MAX_CONNECTIONS);
        return new Launch(
                asOrdinaryUser(command), site.environment(), site.home().path());
    }

    @Override
    public boolean isHealthy() throws SQLException {
        try (var connection = connect()) {
            return connection.isValid(CONNECT_LIMIT_SECONDS);
        }
    }

    @Override
    public void complete() throws SQLException {
        try (var connection = connect()) {
            for (var database : DATABASES) {
                if (!exists(connection, database)) {
                    try (var statement = connection.createStatement()) {
                        statement.execute("CREATE DATABASE " + database);
                    }
                }
            }
        }
    }

    /** Fast shutdown: open sessions are ended, everything is written. */
    @Override
    public String stopSignal() {
        return "INT";
    }

    @Override
    public Duration stopLimit() {
        return Duration.ofSeconds(15);
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_LIMIT_SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(CONNECT_LIMIT_SECONDS * 5));
        return DriverManager.getConnection(site.ports().jdbcUrl("postgres"), properties);
    }

    private static boolean exists(Connection connection, String database) throws SQLException {
        try (var query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, database);
            return query.executeQuery().next();
        }
    }

    private String program(String name) {
        return site.installation().postgres().resolve("bin").resolve(name).toString();
    }

    private static List<String> asOrdinaryUser(List<String> command) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return command;
        }
        if (!Files.isExecutable(Path.of("/usr/bin/unshare"))) {
            throw new LaunchException(
                    "PostgreSQL does not run as root, and /usr/bin/unshare (package util-linux), which"
                            + " would run it apart, is missing. Start Vagus as an ordinary user.");
        }
        var wrapped = new ArrayList<>(List.of("/usr/bin/unshare", "-U"));
        wrapped.addAll(command);
        return wrapped;
    }
}
