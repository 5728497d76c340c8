package io.vagus.controlplane.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How many requests a caller may make: a bucket per person or service account that fills steadily and holds a minute's worth.
 * Owner of the buckets; the callers seen longest ago are forgotten first, which gives them a full bucket again.
 */
@ApplicationScoped
public class RateLimits {

    /** How many callers are remembered. */
    public static final int MAX_CALLERS = 20_000;

    /** What is left to a caller, and when the bucket is full again. */
    public record Standing(boolean refused, long limit, long remaining, long resetSeconds, long retrySeconds) {}

    private record Bucket(double tokens, long atMillis) {}

    private final Map<UUID, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Bucket> eldest) {
            return size() > MAX_CALLERS;
        }
    };

    private final long perMinute;
    private final InstantSource clock;

    RateLimits(@ConfigProperty(name = "vagus.rate-limit.per-minute") long perMinute, InstantSource clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** Takes one request from the caller's bucket. */
    public synchronized Standing take(UUID caller) {
        long now = clock.millis();
        double perMilli = perMinute / 60_000.0;
        Bucket bucket = buckets.getOrDefault(caller, new Bucket(perMinute, now));
        double filled = Math.min(perMinute, bucket.tokens() + Math.max(0, now - bucket.atMillis()) * perMilli);
        boolean refused = filled < 1;
        double left = refused ? filled : filled - 1;
        buckets.put(caller, new Bucket(left, now));
        return new Standing(
                refused,
                perMinute,
                (long) left,
                (long) Math.ceil((perMinute - left) / perMilli / 1000),
                refused ? Math.max(1, (long) Math.ceil((1 - left) / perMilli / 1000)) : 0);
    }
}
