package io.vagus.controlplane.teams;

import io.vagus.controlplane.platform.Tagged;
import org.jspecify.annotations.Nullable;

/**
 * A new invitation.
 *
 * @param mailed whether the link is on its way by mail
 * @param link opens the invitation for whoever has it; for the only time
 */
public record InvitationCreated(
        Invitation invitation, boolean mailed, @Nullable String link) implements Tagged {

    @Override
    public Object version() {
        return invitation.version();
    }

    public InvitationCreated withoutSecret() {
        return new InvitationCreated(invitation, mailed, null);
    }

    @Override
    public String toString() {
        return "InvitationCreated[" + invitation.id() + "]";
    }
}
