package io.vagus.controlplane.sharing;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account's own authentication service (auth callout, ADR-26).
 *
 * @param userKeys public keys of the users that the service itself comes as; they are let in without it
 * @param allowedAccounts keys of accounts that it may put users into; {@code *} alone: any whose signing keys it holds
 * @param encryptionKey the curve key that requests are sealed for, {@code X…}; none: they come in clear
 */
public record AuthenticationService(
        @NotNull @Size(max = MAX) List<@NotNull @Size(max = 56) String> userKeys,

        @Size(max = MAX) @Nullable List<@NotNull @Size(max = 56) String> allowedAccounts,
        @Size(max = 56) @Nullable String encryptionKey) {

    public static final int MAX = 50;
}
