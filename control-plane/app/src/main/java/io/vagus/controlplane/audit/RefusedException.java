package io.vagus.controlplane.audit;

import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.ProblemException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A refusal that the team whose thing was reached for gets to see in its audit log. */
public final class RefusedException extends ProblemException {

    private final transient Caller caller;
    private final transient UUID teamId;
    private final transient Action action;

    private RefusedException(
            String code, String title, int status, @Nullable String detail, Caller caller, UUID teamId, Action action) {
        super(code, title, status, detail, List.of());
        this.caller = caller;
        this.teamId = teamId;
        this.action = action;
    }

    /** The thing belongs to a team that the caller is not in; told exactly as if it did not exist. */
    public static RefusedException notTheirs(Caller caller, UUID teamId, Action action) {
        return new RefusedException("not-found", "There is no such thing", 404, null, caller, teamId, action);
    }

    /** The caller's role in the team does not allow it. */
    public static RefusedException notAllowed(Caller caller, UUID teamId, Action action, String detail) {
        return new RefusedException("forbidden", "The caller may not do this", 403, detail, caller, teamId, action);
    }

    Caller caller() {
        return caller;
    }

    UUID teamId() {
        return teamId;
    }

    Action action() {
        return action;
    }
}
