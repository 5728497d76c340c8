package io.vagus.controlplane.identity;

import io.vagus.controlplane.platform.ProblemException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The person behind a request, how they proved it, and how much that opens.
 *
 * @param grants the teams that let them in although they are no member: only for an operator of the service, signed in
 */
public record Caller(
        UUID personId,
        String email,
        Kind kind,
        TokenScope scope,
        List<Grant> grants,
        @Nullable String requestId) {

    /** By whose leave the caller works in the team; null for a member, and for everybody else. */
    @Nullable
    public Grant grantIn(UUID teamId) {
        for (Grant grant : grants) {
            if (grant.teamId().equals(teamId)) {
                return grant;
            }
        }
        return null;
    }

    /** Ends the request unless the caller is a person who has signed in: what no token may do. */
    public void requireSession() {
        if (kind != Kind.SESSION) {
            throw ProblemException.forbidden("No token may do this; sign in.");
        }
    }

    /** Ends the request of a token that opens only a part of what its person may do. */
    public void requireWhole() {
        if (!scope.isWhole()) {
            throw ProblemException.forbidden("The token is limited; this needs one without limits.");
        }
        if (kind == Kind.SERVICE) {
            throw ProblemException.forbidden("A service account lives in its team alone.");
        }
    }

    /** How the caller proved who they are. */
    public enum Kind {
        /** By an access token of the identity provider. */
        SESSION,
        /** By a personal access token. */
        TOKEN,
        /** A service account, by one of its tokens. */
        SERVICE
    }
}
