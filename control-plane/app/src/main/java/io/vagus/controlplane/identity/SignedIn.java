package io.vagus.controlplane.identity;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;

/** Makes the security identity of a person whom something other than the identity provider vouches for. */
public final class SignedIn {

    private SignedIn() {}

    public static SecurityIdentity byToken(Person person, TokenScope scope) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(person.email()))
                .addAttribute(CurrentCaller.PERSON, person)
                .addAttribute(CurrentCaller.KIND, person.service() ? Caller.Kind.SERVICE : Caller.Kind.TOKEN)
                .addAttribute(CurrentCaller.SCOPE, scope)
                .build();
    }
}
