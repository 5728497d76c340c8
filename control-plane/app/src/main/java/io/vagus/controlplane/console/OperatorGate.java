package io.vagus.controlplane.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.identity.Grants;
import io.vagus.controlplane.platform.ProblemException;
import jakarta.enterprise.context.RequestScoped;

/**
 * Lets those pass who run the service: people whom the identity provider gives the realm role {@value #ROLE}, signed in
 * themselves. A personal access token never passes.
 */
@RequestScoped
public class OperatorGate {

    /** The role in the identity provider. */
    public static final String ROLE = Grants.OPERATOR_ROLE;

    private final SecurityIdentity identity;
    private final CurrentCaller current;

    OperatorGate(SecurityIdentity identity, CurrentCaller current) {
        this.identity = identity;
        this.current = current;
    }

    public Caller enter() {
        Caller caller = current.get();
        if (caller.kind() != Caller.Kind.SESSION || !identity.hasRole(ROLE)) {
            throw ProblemException.forbidden("Only an operator of the service may do this, signed in in person.");
        }
        return caller;
    }
}
