package io.vagus.controlplane.users;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.keys.SigningKey;
import io.vagus.controlplane.keys.SigningKeys;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.users.store.CredentialRow;
import io.vagus.controlplane.users.store.CredentialRows;
import io.vagus.controlplane.users.store.UserRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The log of what was handed out, and the taking back of it. */
@ApplicationScoped
public class Credentials {

    private final CredentialRows rows;
    private final CredentialIssuer issuer;
    private final SigningKeys keys;
    private final AccountGate gate;

    Credentials(CredentialRows rows, CredentialIssuer issuer, SigningKeys keys, AccountGate gate) {
        this.rows = rows;
        this.issuer = issuer;
        this.keys = keys;
        this.gate = gate;
    }

    /** Newest first, of one user or, when {@code userId} is null, of the whole account. */
    public Uni<Page<Credential>> page(
            UnitOfWork work, Caller caller, UUID accountId, @Nullable UUID userId, PageQuery query) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("credential.list", "account", accountId))
                .chain(() -> disabledKeys(work, accountId))
                .flatMap(disabled -> rows.page(work, accountId, userId, query)
                        .map(found -> Page.of(
                                query,
                                found,
                                row -> new Cursor("", row.id),
                                row -> credential(row, work.now(), disabled))));
    }

    /** Issues credentials for a row that says who; writes key and times there and an entry into the log. The row is the caller's to store. */
    Uni<UserCreated> issue(
            UnitOfWork work, Caller caller, Account account, SigningKey key, UserRow row, NewUser wanted) {
        Instant issuedAt = issuedAt(work, account);
        Instant expires = wanted.lifetime() == null ? null : work.now().plus(wanted.lifetime());
        boolean bearer = key.scoped() ? key.bearer() : wanted.bearer();
        NewUser meant = new NewUser(
                wanted.name(),
                wanted.signingKeyId(),
                wanted.permissions(),
                wanted.limits(),
                wanted.tags(),
                bearer,
                wanted.lifetime());
        if (bearer && Boolean.TRUE.equals(account.limits().bearerDisallowed())) {
            throw ProblemException.conflict("bearer", "is not allowed in this account");
        }
        return keys.open(work, key).flatMap(pair -> {
            CredentialIssuer.Issued issued;
            try (pair) {
                issued = issuer.issue(pair, account, key.scoped(), meant, issuedAt, expires);
            }
            row.publicKey = issued.publicKey();
            row.issuerKey = key.publicKey();
            row.signingKeyId = key.id();
            row.bearer = bearer;
            row.issuedAt = issuedAt;
            row.expiresAt = expires;
            row.revokedAt = null;
            return work.session()
                    .insert(entry(work, caller, row, issued.checksum()))
                    .replaceWith(() -> bearer
                            ? new UserCreated(Users.user(row, work.now(), Set.of()), null, issued.secret())
                            : new UserCreated(Users.user(row, work.now(), Set.of()), issued.secret(), null));
        });
    }

    /** Takes back all that a user still has; its item says whether there was anything. */
    Uni<Boolean> revokeAll(UnitOfWork work, UUID userId) {
        return rows.live(work, userId).flatMap(live -> rows.revoke(work, live).replaceWith(!live.isEmpty()));
    }

    /** Has all that a user still has taken back at a time. */
    Uni<Void> revokeLater(UnitOfWork work, UUID userId, Instant at) {
        return rows.live(work, userId).flatMap(live -> {
            Uni<Void> done = Uni.createFrom().voidItem();
            for (CredentialRow row : live) {
                row.revokeAt = row.revokeAt == null || at.isBefore(row.revokeAt) ? at : row.revokeAt;
                done = done.chain(() -> work.session().update(row));
            }
            return done;
        });
    }

    /** The groups of the account that are disabled. */
    Uni<Set<UUID>> disabledKeys(UnitOfWork work, UUID accountId) {
        return keys.all(work, accountId)
                .map(all -> all.stream()
                        .filter(SigningKey::disabled)
                        .map(SigningKey::id)
                        .collect(Collectors.toSet()));
    }

    /** Not within what the account has revoked altogether: tokens know seconds only. */
    private static Instant issuedAt(UnitOfWork work, Account account) {
        Instant revoked = account.usersRevokedBefore();
        Instant first = revoked == null
                ? Instant.EPOCH
                : revoked.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        return work.now().isBefore(first) ? first : work.now();
    }

    private static CredentialRow entry(UnitOfWork work, Caller caller, UserRow user, String checksum) {
        CredentialRow row = new CredentialRow();
        row.id = Ids.next(work.now());
        row.accountId = user.accountId;
        row.userId = user.id;
        row.userName = user.name;
        row.userPublicKey = user.publicKey;
        row.signingKeyId = user.signingKeyId;
        row.issuerKey = user.issuerKey;
        row.kind = user.bearer ? "bearer" : "creds";
        row.takenBy = caller.email();
        row.checksum = checksum;
        row.issuedAt = user.issuedAt;
        row.expiresAt = user.expiresAt;
        return row;
    }

    private static Credential credential(CredentialRow row, Instant now, Set<UUID> disabledKeys) {
        return new Credential(
                row.id,
                row.userId,
                row.userName,
                Credential.Kind.valueOf(row.kind.toUpperCase(Locale.ROOT)),
                Users.state(row.revokedAt, row.expiresAt, now, disabledKeys.contains(row.signingKeyId)),
                row.userPublicKey,
                row.issuerKey,
                row.takenBy,
                row.checksum,
                row.issuedAt,
                row.expiresAt,
                row.revokeAt,
                row.revokedAt);
    }
}
