package io.vagus.controlplane.sessions.http;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.ActsOutside;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.sessions.SignInSession;
import io.vagus.controlplane.sessions.SignInSessions;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** The operations on the caller's sign-ins. */
@Path("/api/v1/sessions")
@Authenticated
@ActsOutside
public class SessionsResource {

    /** How many sign-ins were ended. */
    public record SessionsEnded(int count) {}

    private final CurrentCaller current;
    private final SecurityIdentity identity;
    private final SignInSessions sessions;

    SessionsResource(CurrentCaller current, SecurityIdentity identity, SignInSessions sessions) {
        this.current = current;
        this.identity = identity;
        this.sessions = sessions;
    }

    @GET
    public Uni<Page<SignInSession>> listSessions() {
        return sessions.all(current.get(), this::token).map(all -> new Page<>(all, null));
    }

    @DELETE
    @Path("/{sessionId}")
    public Uni<Void> endSession(@PathParam("sessionId") String sessionId) {
        return sessions.end(current.get(), this::token, sessionId);
    }

    @POST
    @Path("/end-others")
    public Uni<SessionsEnded> endOtherSessions() {
        return sessions.endOthers(current.get(), this::token).map(SessionsEnded::new);
    }

    private String token() {
        AccessTokenCredential credential = identity.getCredential(AccessTokenCredential.class);
        if (credential == null) {
            throw ProblemException.unauthorized();
        }
        return credential.getToken();
    }
}
