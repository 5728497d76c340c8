package io.vagus.account.local;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.account.Member;
import io.vagus.account.Permissions;
import io.vagus.account.UserIdentity;
import io.vagus.account.UserLimits;
import io.vagus.account.local.LocalAccess.Place;
import io.vagus.identity.IdentityException;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients in by what stands in the configuration: anybody, a token, or users with passwords or nkeys. Immutable; a
 * reload makes a new one and has it {@link #judgeAgain} those who are connected.
 */
public final class LocalAuthenticator implements Authenticator {
    private static final String REVOKED_TEXT = "Authorization Violation";

    private final Accounts accounts;
    private final LocalAccess access;
    private final Map<String, Place> places;
    private final Executor slowChecks;

    /**
     * @param accounts gets the configured accounts with their limits
     * @param slowChecks where hashed passwords are compared
     */
    public LocalAuthenticator(Accounts accounts, LocalAccess access, Executor slowChecks) {
        this.accounts = accounts;
        this.access = access;
        this.places = access.places();
        this.slowChecks = slowChecks;
        for (LocalAccount account : access.accounts()) {
            Account made = accounts.getOrCreate(account.name());
            made.updateLimits(account.limits());
            made.updateStreams(account.streams());
        }
    }

    @Override
    public boolean authRequired() {
        return access.noAuthUser() == null && !isOpen();
    }

    @Override
    public boolean nonceRequired() {
        return places.values().stream().anyMatch(place -> place.user().nkey() != null);
    }

    @Override
    public Verdict anonymous() {
        Place place = anonymousPlace();
        if (place != null) {
            return allowed(place);
        }
        return isOpen()
                ? Allowed.unrestricted(accounts.global(), UserIdentity.ANONYMOUS)
                : Denied.violation("no credentials");
    }

    @Override
    public CompletionStage<Verdict> authenticate(Attempt attempt) {
        ConnectOptions connect = attempt.connect();
        if (isOpen() || showsNothing(connect) && anonymousPlace() != null) {
            return CompletableFuture.completedStage(anonymous());
        }
        Secret token = access.token();
        if (token != null) {
            return check(
                    token,
                    connect.token(),
                    Allowed.unrestricted(accounts.global(), UserIdentity.ANONYMOUS),
                    "wrong token");
        }
        if (connect.nkey() != null) {
            return CompletableFuture.completedStage(byNkey(connect.nkey(), connect.signature(), attempt.nonce()));
        }
        return byPassword(connect);
    }

    private CompletionStage<Verdict> byPassword(ConnectOptions connect) {
        Place place = connect.user() == null ? null : places.get(connect.user());
        Secret password = place == null ? null : place.user().password();
        if (place == null || password == null) {
            return CompletableFuture.completedStage(Denied.violation("unknown user"));
        }
        return check(password, connect.password(), allowed(place), "wrong password");
    }

    private CompletionStage<Verdict> check(Secret secret, @Nullable String sent, Verdict allowed, String cause) {
        if (secret.isHashed()) {
            return CompletableFuture.supplyAsync(
                    () -> secret.matches(sent) ? allowed : Denied.violation(cause), slowChecks);
        }
        return CompletableFuture.completedStage(secret.matches(sent) ? allowed : Denied.violation(cause));
    }

    private Verdict byNkey(String nkey, @Nullable String signature, String nonce) {
        Place place = places.get(nkey);
        if (place == null || place.user().nkey() == null) {
            return Denied.violation("unknown nkey");
        }
        if (signature == null) {
            return Denied.violation("no signature");
        }
        try {
            byte[] signed = base64(signature);
            boolean verified = Nkey.parse(nkey, KeyKind.USER).verify(nonce.getBytes(StandardCharsets.US_ASCII), signed);
            return verified ? allowed(place) : Denied.violation("wrong signature");
        } catch (IllegalArgumentException | IdentityException malformed) {
            return Denied.violation("malformed signature");
        }
    }

    private static byte[] base64(String text) {
        boolean urlAlphabet = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        return (urlAlphabet ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
    }

    private boolean isOpen() {
        return access.token() == null && places.isEmpty();
    }

    private @Nullable Place anonymousPlace() {
        return access.noAuthUser() == null ? null : places.get(access.noAuthUser());
    }

    private static boolean showsNothing(ConnectOptions connect) {
        return isEmpty(connect.user())
                && isEmpty(connect.password())
                && isEmpty(connect.token())
                && isEmpty(connect.nkey());
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private Allowed allowed(Place place) {
        LocalUser user = place.user();
        Permissions permissions = user.permissions() == null ? Permissions.ALL : user.permissions();
        UserIdentity identity = new UserIdentity(user.id(), user.nkey(), null, 0, null, null, List.of());
        return new Allowed(accounts.getOrCreate(place.account()), identity, permissions, UserLimits.NONE, null);
    }

    /**
     * Applies this configuration to those whom another one let in: who would not be let in the same way is disconnected,
     * and who has other permissions now gets them.
     */
    public void judgeAgain(LocalAuthenticator previous) {
        for (Account account : accounts.all()) {
            account.forEachMember(member -> judgeAgain(previous, account, member));
        }
    }

    private void judgeAgain(LocalAuthenticator previous, Account account, Member member) {
        String id = member.user().authorizedUser();
        if (id == null) {
            boolean sameEntrance = isOpen() && previous.isOpen()
                    || access.token() != null && access.token().equals(previous.access.token());
            if (!sameEntrance) {
                disconnect(member);
            }
            return;
        }
        Place before = previous.places.get(id);
        Place now = places.get(id);
        if (now == null || before == null || !now.account().equals(account.name()) || !sameProof(before, now)) {
            disconnect(member);
        } else if (!member.permissions().equals(allowed(now).permissions())) {
            member.updatePermissions(allowed(now).permissions());
        }
    }

    private static boolean sameProof(Place before, Place now) {
        Secret password = now.user().password();
        return password == null
                ? before.user().password() == null
                : password.equals(before.user().password());
    }

    private static void disconnect(Member member) {
        member.close(ClosedReason.AUTHENTICATION_VIOLATION, REVOKED_TEXT);
    }
}
