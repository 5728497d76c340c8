package io.vagus.controlplane.keys;

import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.permissions.UserLimits;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a signing key; null says nothing about a member.
 *
 * @param programmatic whether the customer is to hold the seed
 * @param publicKey the customer's own key, whose seed never was here
 */
public record KeyDraft(
        @Nullable String name,
        @Nullable String description,
        @Nullable Permissions permissions,
        @Nullable UserLimits limits,
        @Nullable Boolean bearer,
        boolean programmatic,
        @Nullable String publicKey) {

    KeyDraft requireMeaning() {
        if (limits != null) {
            limits.requireMeaning("limits");
        }
        if (permissions != null) {
            PermissionTemplates.requireMeaning(permissions);
        }
        if (publicKey != null && !Nkey.isValid(publicKey, KeyKind.ACCOUNT)) {
            throw ProblemException.invalid("publicKey", "must be the public key of an account nkey, A…");
        }
        return this;
    }
}
