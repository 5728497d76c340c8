package io.vagus.launcher;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The control plane with its portal. At its first start it makes the operator and writes what the others start from. */
final class ControlPlane extends QuarkusPart {
    /** OpenTelemetry's standard variables, whatever they say. */
    private static final String TELEMETRY = "OTEL_";

    private static final String JSON_LOGS = "QUARKUS_LOG_CONSOLE_JSON_ENABLED";

    private final Site site;

    ControlPlane(Site site) {
        super(site, site.ports().portal());
        this.site = site;
    }

    @Override
    public PartName name() {
        return PartName.CONTROL_PLANE;
    }

    @Override
    public Set<PartName> needs() {
        return Set.of(PartName.POSTGRES);
    }

    @Override
    String portUse() {
        return "the portal and the API";
    }

    @Override
    public Launch launch() {
        var settings = new HashMap<>(Map.of(
                "VAGUS_PORTAL_CLIENT_ID", Realm.PORTAL_CLIENT,
                "VAGUS_PORTAL_URL", site.ports().portalUrl(),
                "VAGUS_BILLING_URL", site.ports().billingUrl(),
                "VAGUS_BOOTSTRAP_DIR", site.home().bootstrap().toString(),
                "VAGUS_KEK_FILE", site.home().controlPlaneKek().toString()));
        settings.putAll(new Smtp(System.getenv()).forControlPlane());
        System.getenv().forEach((name, value) -> {
            if (name.startsWith(TELEMETRY) || name.equals(JSON_LOGS)) {
                settings.put(name, value);
            }
        });
        return launch(site.installation().controlPlane(), Postgres.CONTROL_DATABASE, settings);
    }
}
