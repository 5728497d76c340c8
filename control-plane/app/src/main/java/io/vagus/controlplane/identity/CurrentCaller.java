package io.vagus.controlplane.identity;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Requests;
import jakarta.enterprise.context.RequestScoped;

/** The caller of the request at hand. */
@RequestScoped
public class CurrentCaller {

    static final String PERSON = "vagus.person";
    static final String KIND = "vagus.caller-kind";

    private final SecurityIdentity identity;
    private final CurrentVertxRequest request;

    CurrentCaller(SecurityIdentity identity, CurrentVertxRequest request) {
        this.identity = identity;
        this.request = request;
    }

    public Caller get() {
        Person person = identity.getAttribute(PERSON);
        Caller.Kind kind = identity.getAttribute(KIND);
        if (person == null || kind == null) {
            throw ProblemException.unauthorized();
        }
        return new Caller(person.id(), person.email(), kind, Requests.id(request.getCurrent()));
    }
}
