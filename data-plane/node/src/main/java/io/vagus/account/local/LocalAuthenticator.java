package io.vagus.account.local;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.account.ConnectionType;
import io.vagus.account.NonceProof;
import io.vagus.account.Peer;
import io.vagus.account.Permissions;
import io.vagus.account.TlsSession;
import io.vagus.account.TrustedProxies;
import io.vagus.account.UserIdentity;
import io.vagus.account.UserLimits;
import io.vagus.account.callout.CalloutSettings;
import io.vagus.account.callout.LocalCallout;
import io.vagus.account.local.LocalAccess.Place;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectOptions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients in by what stands in the configuration: anybody, a token, users with passwords, certificates or nkeys, or
 * whom an authentication service vouches for. The order of its questions is nats-server's (server/auth.go). Immutable; a
 * reload makes a new one and has {@link LiveUsers} look again at those who are connected.
 */
public final class LocalAuthenticator implements Authenticator {
    private final Accounts accounts;
    private final LocalAccess access;
    private final Map<String, Place> places;
    private final boolean hasNkeys;
    private final boolean hasNames;
    private final TrustedProxies proxies;
    private final Executor slowChecks;
    private final @Nullable LocalCallout callout;

    /**
     * @param accounts gets the configured accounts with their limits
     * @param slowChecks where hashed passwords are compared; what it refuses is denied
     * @param callout asks the authentication service that the configuration names; null where it names none
     */
    public LocalAuthenticator(
            Accounts accounts,
            LocalAccess access,
            TrustedProxies proxies,
            Executor slowChecks,
            @Nullable LocalCallout callout) {
        this.accounts = accounts;
        this.access = access;
        this.places = access.places();
        this.hasNkeys = places.values().stream().anyMatch(place -> place.user().nkey() != null);
        this.hasNames = places.values().stream().anyMatch(place -> place.user().name() != null);
        this.proxies = proxies;
        this.slowChecks = slowChecks;
        this.callout = callout;
        for (LocalAccount account : access.accounts()) {
            Account made = accounts.getOrCreate(account.name());
            made.updateLimits(account.limits());
            made.updateStreams(account.streams());
        }
    }

    /**
     * What the configuration alone says of an attempt.
     *
     * @param user the user of the table (or of the door) that the attempt is about; null when there is none
     * @param proxyRequired whether that user has to come through a trusted proxy
     */
    private record Judgement(Verdict verdict, @Nullable String user, boolean proxyRequired) {
        static Judgement denied(String cause) {
            return new Judgement(Denied.violation(cause), null, false);
        }
    }

    @Override
    public Threshold threshold(ConnectionType type) {
        if (isOpen(type)) {
            return Threshold.FREE;
        }
        Door door = access.door(type);
        if (door.noAuthUser() == null) {
            return Threshold.REQUIRED;
        }
        if (door.noAuthUserHidden()) {
            return Threshold.ANNOUNCED;
        }
        Place nobody = named(door.noAuthUser(), type);
        return nobody == null || nobody.user().proxyRequired() ? Threshold.SILENT : Threshold.OPTIONAL;
    }

    @Override
    public boolean nonceRequired() {
        return hasNkeys || !proxies.isEmpty();
    }

    @Override
    public Verdict anonymous(Peer peer) {
        return Allowed.unrestricted(accounts.global(), UserIdentity.ANONYMOUS);
    }

    @Override
    public CompletionStage<Verdict> authenticate(Attempt attempt) {
        if (!(proxies.passage(attempt) instanceof TrustedProxies.Open(String proxyKey))) {
            return CompletableFuture.completedStage(
                    Denied.violation(ClosedReason.PROXY_NOT_TRUSTED, "proxy is not trusted"));
        }
        CompletionStage<Judgement> judged;
        try {
            judged = judge(attempt, proxyKey != null);
        } catch (RejectedExecutionException busy) {
            judged = CompletableFuture.completedStage(Judgement.denied("too many logins at once"));
        }
        LocalCallout service = callout;
        if (service == null) {
            return judged.thenApply(judgement -> through(judgement.verdict(), proxyKey));
        }
        return judged.thenCompose(judgement -> service.decide(
                        attempt, judgement.verdict(), judgement.user(), judgement.proxyRequired(), proxyKey != null))
                .thenApply(verdict -> through(verdict, proxyKey));
    }

    private static Verdict through(Verdict verdict, @Nullable String proxyKey) {
        return verdict instanceof Allowed allowed && proxyKey != null
                ? allowed.as(allowed.user().through(proxyKey))
                : verdict;
    }

    private CompletionStage<Judgement> judge(Attempt attempt, boolean trustedProxy) {
        ConnectOptions connect = attempt.connect();
        ConnectionType type = attempt.peer().type();
        if (isOpen(type)) {
            return done(
                    new Judgement(Allowed.unrestricted(accounts.global(), UserIdentity.claimed(connect)), null, false));
        }
        Door door = access.door(type);
        String noAuthUser = door.noAuthUser();
        if (hasNkeys) {
            String nkey =
                    connect.nkey() == null && showsNothing(connect) && isNkey(noAuthUser) ? noAuthUser : connect.nkey();
            if (nkey != null) {
                return done(byNkey(nkey, attempt, nkey.equals(noAuthUser), trustedProxy));
            }
        }
        if (hasNames) {
            if (door.certificatesMapped()) {
                Place place = byCertificate(attempt.peer());
                return place == null
                        ? done(Judgement.denied("no user for the client's certificate"))
                        : byPassword(place, connect.password(), door, type, trustedProxy);
            }
            Place nobody = noAuthUser == null || !showsNothing(connect) ? null : places.get(noAuthUser);
            if (nobody != null && nobody.user().name() != null) {
                return byPassword(nobody, nobody.user().password().value(), door, type, trustedProxy);
            }
            if (connect.user() != null) {
                Place place = places.get(connect.user());
                return place == null
                                || place.user().name() == null
                                || !place.user().allows(type)
                        ? done(Judgement.denied("unknown user, or not by this kind of link"))
                        : byPassword(place, connect.password(), door, type, trustedProxy);
            }
        }
        return byDoor(door, connect, trustedProxy);
    }

    private Judgement byNkey(String nkey, Attempt attempt, boolean unproved, boolean trustedProxy) {
        Place place = places.get(nkey);
        if (place == null
                || place.user().nkey() == null
                || !place.user().allows(attempt.peer().type())) {
            return Judgement.denied("unknown nkey, or not by this kind of link");
        }
        if (place.user().proxyRequired() && !trustedProxy) {
            return proxyRequired(nkey);
        }
        String problem =
                unproved ? null : NonceProof.problem(nkey, attempt.connect().signature(), attempt.nonce());
        return new Judgement(
                problem == null ? allowed(place) : Denied.violation(problem),
                nkey,
                place.user().proxyRequired());
    }

    private @Nullable Place byCertificate(Peer peer) {
        TlsSession tls = peer.tls();
        if (tls == null || tls.certificates().isEmpty()) {
            return null;
        }
        return CertificateNames.<Place>find(
                tls.certificates().getFirst(), name -> named(name, peer.type()), places.keySet());
    }

    private @Nullable Place named(String name, ConnectionType type) {
        Place place = places.get(name);
        return place == null || place.user().name() == null || !place.user().allows(type) ? null : place;
    }

    private CompletionStage<Judgement> byPassword(
            Place place, @Nullable String sent, Door door, ConnectionType type, boolean trustedProxy) {
        LocalUser user = place.user();
        if (user.proxyRequired() && !trustedProxy) {
            return done(proxyRequired(user.id()));
        }
        boolean nobody = user.id().equals(door.noAuthUser());
        if (!door.certificatesMapped() && user.password().isEmpty() && !nobody && access.isCertificateUser(user)) {
            return done(new Judgement(
                    Denied.violation("user requires a client certificate"), user.id(), user.proxyRequired()));
        }
        return check(user.password(), sent, () -> allowed(place), user.id(), user.proxyRequired());
    }

    private CompletionStage<Judgement> byDoor(Door door, ConnectOptions connect, boolean trustedProxy) {
        if (access.proxyRequired() && !trustedProxy) {
            return done(proxyRequired(null));
        }
        Secret token = door.token();
        UserIdentity identity = UserIdentity.claimed(connect);
        Supplier<Verdict> allowed = () -> Allowed.unrestricted(accounts.global(), identity);
        if (token != null) {
            return check(token, connect.token(), allowed, null, access.proxyRequired());
        }
        String user = door.user();
        if (user == null || !user.equals(connect.user())) {
            return done(new Judgement(Denied.violation("unknown user"), null, access.proxyRequired()));
        }
        return check(door.password(), connect.password(), allowed, user, access.proxyRequired());
    }

    private static Judgement proxyRequired(@Nullable String user) {
        return new Judgement(Denied.violation(ClosedReason.PROXY_REQUIRED, "proxy connection required"), user, true);
    }

    private CompletionStage<Judgement> check(
            Secret secret,
            @Nullable String sent,
            Supplier<Verdict> allowed,
            @Nullable String user,
            boolean proxyRequired) {
        Supplier<Judgement> judgement = () -> new Judgement(
                secret.matches(sent) ? allowed.get() : Denied.violation("wrong secret"), user, proxyRequired);
        return secret.isHashed() ? CompletableFuture.supplyAsync(judgement, slowChecks) : done(judgement.get());
    }

    private static CompletionStage<Judgement> done(Judgement judgement) {
        return CompletableFuture.completedStage(judgement);
    }

    private boolean isNkey(@Nullable String id) {
        Place place = id == null ? null : places.get(id);
        return place != null && place.user().nkey() != null;
    }

    private static boolean showsNothing(ConnectOptions connect) {
        return connect.user() == null && connect.password() == null && connect.token() == null;
    }

    /** Whether nothing is asked of those who come that way. */
    boolean isOpen(ConnectionType type) {
        return places.isEmpty() && !access.door(type).isLocked();
    }

    private Allowed allowed(Place place) {
        LocalUser user = place.user();
        Permissions permissions = user.permissions() == null ? Permissions.ALL : user.permissions();
        UserIdentity identity =
                new UserIdentity(user.id(), user.nkey(), null, 0, null, null, java.util.List.of(), null);
        return new Allowed(accounts.getOrCreate(place.account()), identity, permissions, UserLimits.NONE, null);
    }

    // --- for those who are connected when it takes over --------------------------------------------------------

    LocalAccess access() {
        return access;
    }

    /** The user of that id, with its account. */
    @Nullable
    Place place(String id) {
        return places.get(id);
    }

    /** What such a user may do. */
    Permissions permissionsOf(Place place) {
        return callout == null
                ? allowed(place).permissions()
                : callout.permissions(place.account(), allowed(place).permissions());
    }

    @Nullable
    CalloutSettings callout() {
        return access.callout();
    }
}
