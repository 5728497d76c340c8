package io.vagus.controlplane.portal.http;

import io.vagus.controlplane.portal.ServiceConfig;
import io.vagus.controlplane.portal.ServiceConfig.OidcConfig;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The config operation, open to everybody. */
@Path("/api/v1/config")
@PermitAll
public class ConfigResource {

    private final ServiceConfig config;

    ConfigResource(
            @ConfigProperty(name = "quarkus.application.version") String version,
            @ConfigProperty(name = "vagus.oidc.issuer") String issuer,
            @ConfigProperty(name = "vagus.portal.client-id") String clientId,
            @ConfigProperty(name = "vagus.nats.public-urls") List<String> natsUrls,
            @ConfigProperty(name = "vagus.billing.url") String billingUrl) {
        this.config = new ServiceConfig(version, new OidcConfig(issuer, clientId), natsUrls, billingUrl);
    }

    @GET
    public ServiceConfig getConfig() {
        return config;
    }
}
