package io.vagus.controlplane.platform;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;

/** Where the time comes from. */
class Times {

    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.systemUTC();
    }
}
