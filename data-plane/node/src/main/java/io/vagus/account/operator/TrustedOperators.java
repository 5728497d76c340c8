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
    private final Set<String> strictKeys = new HashSet<>();

    private TrustedOperators(List<String> jwts, List<OperatorClaims> operators, List<String> bareKeys) {
        this.jwts = List.copyOf(jwts);
        this.operators = List.copyOf(operators);
        trustedKeys.addAll(bareKeys);
        for (OperatorClaims operator : operators) {
            if (operator.strictSigningKeyUsage()) {
                strictKeys.addAll(operator.signingKeys());
            } else {
                trustedKeys.add(operator.subject());
            }
            trustedKeys.addAll(operator.signingKeys());
        }
    }

    /**
     * @param jwts the operators' tokens
     * @throws IdentityException when one is not a genuine operator token
     */
    public static TrustedOperators of(List<String> jwts) {
        return of(jwts, List.of());
    }

    /**
     * @param jwts the operators' tokens
     * @param bareKeys keys of operators whose tokens are not at hand
     * @throws IdentityException when one is not a genuine operator token
     */
    public static TrustedOperators of(List<String> jwts, List<String> bareKeys) {
        return new TrustedOperators(
                jwts,
                jwts.stream().map(jwt -> Jwt.decode(jwt, OperatorClaims.class)).toList(),
                bareKeys);
    }

    /**
     * Whether users of an account that was signed by this key must be signed by one of the account's signing keys, never
     * by the account itself.
     */
    public boolean isStrict(String accountIssuer) {
        return strictKeys.contains(accountIssuer);
    }

    /** Whether there is an operator, and accounts can be signed at all. */
    public boolean hasKeys() {
        return !operators.isEmpty()
                && (!first().strictSigningKeyUsage() || !first().signingKeys().isEmpty());
    }

    /** Whether accounts signed by this key are served. */
    public boolean isTrusted(String issuerKey) {
        return trustedKeys.contains(issuerKey);
    }

    /** The first operator, if there is one: the one whose name, system account and rules the node shows and follows. */
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
        return !operators.isEmpty()
                && first().strictSigningKeyUsage()
                && first().subject().equals(issuerKey);
    }

    /** Whether an order to delete accounts may be signed by this key. */
    public boolean mayDelete(String issuerKey) {
        if (operators.isEmpty()) {
            return false;
        }
        OperatorClaims operator = first();
        return operator.signingKeys().contains(issuerKey)
                || (!operator.strictSigningKeyUsage() && operator.subject().equals(issuerKey));
    }
}
