package io.vagus.billing.service.metering;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How to reach the nodes. */
@ConfigMapping(prefix = "vagus.nats")
public interface NatsConfig {

    List<String> urls();

    /** A user of the system account that may ask for statistics; the file may appear later. Without one, none is sent. */
    Optional<Path> creds();
}
