package io.vagus.account.operator;

import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.OperatorClaims;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The operators whose accounts this node serves. Immutable. */
public final class TrustedOperators {
    private final List<String> jwts;
    private final List<OperatorClaims> operators;
    private final Set<String> trustedKeys = new HashSet<>();

    private TrustedOperators(List<String> jwts, List<OperatorClaims> operators) {
        this.jwts = List.copyOf(jwts);
        this.operators = List.copyOf(operators);
        for (OperatorClaims operator : operators) {
            if (!operator.strictSigningKeyUsage()) {
                trustedKeys.add(operator.subject());
            }
            trustedKeys.addAll(operator.signingKeys());
        }
    }

    /**
     * @param jwts at least one operator's token
     * @throws IdentityException when one is not a genuine operator token
     */
    public static TrustedOperators of(List<String> jwts) {
        if (jwts.isEmpty()) {
            throw new IdentityException("no operator key found");
        }
        TrustedOperators operators = new TrustedOperators(
                jwts,
                jwts.stream().map(jwt -> Jwt.decode(jwt, OperatorClaims.class)).toList());
        if (operators.trustedKeys.isEmpty()) {
            throw new IdentityException("no operator key found");
        }
        return operators;
    }

    /** Whether accounts signed by this key are served. */
    public boolean isTrusted(String issuerKey) {
        return trustedKeys.contains(issuerKey);
    }

    /** The first operator: the one whose name, system account and rules the node shows and follows. */
    public OperatorClaims first() {
        return operators.getFirst();
    }

    public List<OperatorClaims> all() {
        return operators;
    }

    /** The tokens of {@link #all()}, in the same order. */
    public List<String> jwts() {
        return jwts;
    }

    /** Whether the first operator forbids this issuer to sign accounts although it is the operator's own root key. */
    public boolean requiresSigningKey(String issuerKey) {
        return first().strictSigningKeyUsage() && first().subject().equals(issuerKey);
    }

    /** Whether an order to delete accounts may be signed by this key. */
    public boolean mayDelete(String issuerKey) {
        OperatorClaims operator = first();
        return operator.signingKeys().contains(issuerKey)
                || (!operator.strictSigningKeyUsage() && operator.subject().equals(issuerKey));
    }
}
