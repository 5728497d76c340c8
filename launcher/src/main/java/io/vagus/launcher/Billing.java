package io.vagus.launcher;

import java.nio.file.Files;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The billing service. */
final class Billing extends QuarkusPart {
    private final Site site;

    Billing(Site site) {
        super(site, site.ports().billing());
        this.site = site;
    }

    @Override
    public PartName name() {
        return PartName.BILLING;
    }

    @Override
    public Set<PartName> needs() {
        var needs = EnumSet.of(PartName.POSTGRES);
        if (!Files.exists(site.home().billingCreds())) {
            needs.add(PartName.CONTROL_PLANE);
        }
        return needs;
    }

    @Override
    String portUse() {
        return "billing";
    }

    @Override
    public Launch launch() {
        return launch(
                site.installation().billing(),
                Postgres.BILLING_DATABASE,
                Map.of(
                        "VAGUS_NATS_CREDS", site.home().billingCreds().toString(),
                        "VAGUS_CONTROL_PLANE_URL", site.ports().portalUrl(),
                        "VAGUS_PORTAL_ORIGIN", String.join(",", site.ports().portalOrigins())));
    }
}
