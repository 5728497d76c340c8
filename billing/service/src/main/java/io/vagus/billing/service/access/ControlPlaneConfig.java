package io.vagus.billing.service.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where the control plane is and how long it may take. */
@ConfigMapping(prefix = "vagus.control-plane")
public interface ControlPlaneConfig {

    URI url();

    @WithDefault("3S")
    Duration timeout();
}
