package io.vagus.controlplane;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The service's clock in tests: the real time, and as far ahead of it as a test says. */
@Alternative
@Priority(1)
@Singleton
public class MovableClock implements InstantSource {

    private static volatile Duration ahead = Duration.ZERO;

    /** How far ahead of the real time it is from now on. Who moves it moves it back. */
    static void ahead(Duration by) {
        ahead = by;
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(ahead);
    }
}
