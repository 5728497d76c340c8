package io.vagus.controlplane.operator;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.operator.store.OperatorRow;
import io.vagus.controlplane.operator.store.OperatorRows;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Replaces the operator's signing key, step by step; each step is one transaction, and the bootstrap files follow it. */
@ApplicationScoped
public class KeyRotation {

    private final SecureRandom random = new SecureRandom();
    private final OperatorRows rows;
    private final SeedVault seeds;
    private final Operator operator;
    private final InstantSource clock;

    KeyRotation(OperatorRows rows, SeedVault seeds, Operator operator, InstantSource clock) {
        this.rows = rows;
        this.seeds = seeds;
        this.operator = operator;
        this.clock = clock;
    }

    /**
     * The public keys.
     *
     * @param since when the last step was made
     */
    public record Keys(
            String operator,
            String signing,
            @Nullable String next,
            @Nullable String old,
            @Nullable Instant since) {}

    public Uni<Keys> keys(UnitOfWork work) {
        return rows.find(work)
                .map(row -> new Keys(
                        row.operatorKey,
                        row.signingKey,
                        row.nextSigningKey,
                        row.oldSigningKey,
                        row.nextSigningKey != null ? row.nextSince : row.promotedAt));
    }

    /** Makes a new key and has the operator's token name both. */
    public Uni<Void> announce(UnitOfWork work) {
        return locked(work).flatMap(row -> {
            if (row.nextSigningKey != null || row.oldSigningKey != null) {
                throw ProblemException.conflict("A rotation is going on; finish it first.");
            }
            NkeyPair next = NkeyPair.generate(KeyKind.OPERATOR, random);
            row.nextSigningKey = next.publicKey().toString();
            row.nextSince = work.now();
            return seeds.keep(work, next)
                    .eventually(next::close)
                    .chain(() -> written(
                            work, row, List.of(row.signingKey, next.publicKey().toString())));
        });
    }

    /** Lets the new key sign from now on; the old one is still trusted. */
    public Uni<Void> promote(UnitOfWork work) {
        return locked(work).flatMap(row -> {
            String next = row.nextSigningKey;
            if (next == null) {
                throw ProblemException.conflict("No new key is announced.");
            }
            return seeds.open(work, next).flatMap(pair -> {
                try (pair) {
                    row.oldSigningKey = row.signingKey;
                    row.signingKey = next;
                    row.nextSigningKey = null;
                    row.promotedAt = work.now();
                    row.systemAccountJwt =
                            new JwtIssuer(pair, clock).systemAccount("SYS", row.systemAccountKey, List.of());
                    return written(work, row, List.of(next, Objects.requireNonNull(row.oldSigningKey)));
                }
            });
        });
    }

    /** Takes the old key out of the operator's token and forgets it. */
    public Uni<Void> withdraw(UnitOfWork work) {
        return locked(work).flatMap(row -> {
            String old = row.oldSigningKey;
            if (old == null) {
                throw ProblemException.conflict("No old key is left to withdraw.");
            }
            row.oldSigningKey = null;
            return seeds.forget(work, List.of(old)).chain(() -> written(work, row, List.of(row.signingKey)));
        });
    }

    /** Has this process sign with what the database says now. Blocks. */
    public void follow() {
        operator.follow();
    }

    private Uni<OperatorRow> locked(UnitOfWork work) {
        return rows.lock(work).chain(() -> rows.find(work));
    }

    private Uni<Void> written(UnitOfWork work, OperatorRow row, List<String> signingKeys) {
        return seeds.open(work, row.operatorKey).flatMap(root -> {
            try (root) {
                row.operatorJwt = new JwtIssuer(root, clock).operator("vagus", signingKeys, row.systemAccountKey);
            }
            return work.session().update(row);
        });
    }
}
