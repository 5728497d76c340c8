package io.vagus.controlplane.accounts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a push of an account ended.
 *
 * @param state what that makes of the account; null leaves its state as it is, since a newer change is on its way
 */
public record PushReport(
        AccountEvent.Outcome outcome,
        @Nullable AccountState state,
        @Nullable String reason,
        List<NodeResult> nodes) {}
