package io.vagus.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the control plane and billing have in common: a Quarkus application on loopback with its own database. */
abstract class QuarkusPart implements Part {
    /** Bounded memory and quick to start; throughput of these two does not matter on one machine. */
    private static final List<String> JVM = List.of(
            "-Xmx320m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // Brotli's own code; without it the JVM warns at each start.
            "--enable-native-access=ALL-UNNAMED");

    private final Site site;
    private final int port;

    QuarkusPart(Site site, int port) {
        this.site = site;
        this.port = port;
    }

    final Launch launch(Path jar, String database, Map<String, String> settings) {
        var environment = site.environment();
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_DATASOURCE_REACTIVE_URL", site.ports().reactiveUrl(database));
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", site.ports().jdbcUrl(database));
        environment.put("QUARKUS_DATASOURCE_USERNAME", Postgres.USER);
        environment.put("QUARKUS_DATASOURCE_PASSWORD", Postgres.USER);
        environment.put("QUARKUS_OIDC_AUTH_SERVER_URL", site.ports().keycloakUrl() + "/realms/" + Realm.NAME);
        environment.put("VAGUS_NATS_URLS", site.natsUrls());
        environment.putAll(settings);
        var command =
                new java.util.ArrayList<>(List.of(site.installation().java().toString()));
        command.addAll(JVM);
        command.addAll(List.of("-jar", jar.toString()));
        return new Launch(List.copyOf(command), environment, site.home().path());
    }

    @Override
    public final List<Port> ports() {
        return List.of(new Port(port, portUse()));
    }

    abstract String portUse();

    @Override
    public final boolean isHealthy() throws Exception {
        return Http.answersOk("http://127.0.0.1:" + port + "/q/health/ready");
    }
}
