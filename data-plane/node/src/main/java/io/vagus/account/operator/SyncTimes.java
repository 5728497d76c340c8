package io.vagus.account.operator;

import java.time.Duration;

/**
 * How servers help each other with account JWTs.
 *
 * @param lookupTimeout how long one waits for others to answer for an account it lacks
 * @param interval how often those that keep all accounts compare them
 */
public record SyncTimes(Duration lookupTimeout, Duration interval) {
    /** What nats-server does without a word about it. */
    public static final SyncTimes DEFAULT = new SyncTimes(Duration.ofMillis(1900), Duration.ofMinutes(1));
}
