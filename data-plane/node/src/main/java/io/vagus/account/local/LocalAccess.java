package io.vagus.account.local;

import io.vagus.account.Accounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect, as the configuration says it. With neither token nor users everybody may, into the global account.
 *
 * @param token what every client has to show; null where users are told apart
 * @param users users of the global account
 * @param noAuthUser as which user somebody is served who shows no credentials
 */
public record LocalAccess(
        @Nullable Secret token,
        List<LocalUser> users,
        List<LocalAccount> accounts,
        @Nullable String noAuthUser) {

    /** Everybody may. */
    public static final LocalAccess OPEN = new LocalAccess(null, List.of(), List.of(), null);

    public LocalAccess {
        users = List.copyOf(users);
        accounts = List.copyOf(accounts);
    }

    /** A user and the name of its account. */
    record Place(LocalUser user, String account) {}

    /** Every user by {@link LocalUser#id()}. */
    Map<String, Place> places() {
        Map<String, Place> places = new LinkedHashMap<>();
        users.forEach(user -> places.put(user.id(), new Place(user, Accounts.GLOBAL)));
        for (LocalAccount account : accounts) {
            account.users().forEach(user -> places.put(user.id(), new Place(user, account.name())));
        }
        return places;
    }

    /** Whether a plain password or token stands in the configuration. */
    public boolean hasPlainSecrets() {
        return token != null && !token.isHashed()
                || places().values().stream()
                        .map(place -> place.user().password())
                        .anyMatch(password -> password != null && !password.isHashed());
    }

    /** What is wrong with it as a whole; null when nothing is. */
    public @Nullable String problem() {
        if (noAuthUser != null && !places().containsKey(noAuthUser)) {
            return "no_auth_user: \"" + noAuthUser
                    + "\" not present as user or nkey in authorization block or account configuration";
        }
        return null;
    }
}
