package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/**
 * An account's authentication service.
 *
 * @param authUsers keys of the users who are let in without it: the service itself; empty: there is no service
 * @param allowedAccounts into which other accounts it may let users; {@code *} alone: any
 * @param xkey the curve key that requests are sealed for; empty sends them in clear
 */
public record ExternalAuthorization(List<String> authUsers, List<String> allowedAccounts, String xkey) {
    /** No service. */
    public static final ExternalAuthorization NONE = new ExternalAuthorization(List.of(), List.of(), "");

    private static final String ANY_ACCOUNT = "*";

    public ExternalAuthorization {
        authUsers = List.copyOf(authUsers);
        allowedAccounts = List.copyOf(allowedAccounts);
    }

    public boolean isEnabled() {
        return !authUsers.isEmpty();
    }

    /** Whether it may let users into that other account. */
    public boolean allows(String accountKey) {
        return allowedAccounts.equals(List.of(ANY_ACCOUNT)) || allowedAccounts.contains(accountKey);
    }

    static ExternalAuthorization read(ObjectNode node) {
        return new ExternalAuthorization(
                Json.strings(node, "auth_users"), Json.strings(node, "allowed_accounts"), Json.string(node, "xkey"));
    }

    void write(ObjectNode node) {
        Json.put(node, "auth_users", authUsers);
        Json.put(node, "allowed_accounts", allowedAccounts);
        Json.put(node, "xkey", xkey);
    }

    void validate(Consumer<String> problems) {
        if (!allowedAccounts.isEmpty() && authUsers.isEmpty()) {
            problems.accept("External authorization cannot have accounts without users specified");
        }
        for (String user : authUsers) {
            if (!Nkey.isValid(user, KeyKind.USER)) {
                problems.accept("AuthUser \"" + user + "\" is not a valid user public key");
            }
        }
        for (String account : allowedAccounts) {
            if (account.equals(ANY_ACCOUNT)) {
                if (allowedAccounts.size() > 1) {
                    problems.accept("AllowedAccounts can only be a list of accounts or \"*\"");
                }
            } else if (!Nkey.isValid(account, KeyKind.ACCOUNT)) {
                problems.accept("Account \"" + account + "\" is not a valid account public key");
            }
        }
        if (!xkey.isEmpty() && !Nkey.isValid(xkey, KeyKind.CURVE)) {
            problems.accept("XKey \"" + xkey + "\" is not a valid public xkey");
        }
    }
}
