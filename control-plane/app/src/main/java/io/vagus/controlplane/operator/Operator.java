package io.vagus.controlplane.operator;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.operator.store.OperatorRow;
import io.vagus.controlplane.operator.store.OperatorRows;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.CredsFile;
import io.vagus.identity.Jwt;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.UserLimits;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The NATS operator of this installation. Alone able to sign accounts; its root key signs nothing but the operator itself.
 *
 * <p>Made at the first start by whichever instance is first; loaded at each start before anything else runs.
 */
@ApplicationScoped
public class Operator {

    private static final int FIRST = 100;
    private static final Duration FOLLOW_EVERY = Duration.ofSeconds(10);

    private final SecureRandom random = new SecureRandom();
    private final Database database;
    private final OperatorRows rows;
    private final SeedVault seeds;
    private final OperatorMaker maker;
    private final BootstrapFiles files;
    private final InstantSource clock;
    private volatile @Nullable Loaded loaded;

    Operator(
            Database database,
            OperatorRows rows,
            SeedVault seeds,
            OperatorMaker maker,
            BootstrapFiles files,
            InstantSource clock) {
        this.database = database;
        this.rows = rows;
        this.seeds = seeds;
        this.maker = maker;
        this.files = files;
        this.clock = clock;
    }

    /** What signing needs, in memory while the service runs. */
    private record Loaded(OperatorRow row, NkeyPair signingKey, NkeyPair systemAccount) {}

    void start(@Observes @Priority(FIRST) StartupEvent event) {
        OperatorRow row = database.await(work -> rows.lock(work)
                .chain(() -> rows.find(work))
                .flatMap(found ->
                        found == null ? maker.make(work) : Uni.createFrom().item(found)));
        NkeyPair signingKey = database.await(work -> seeds.open(work, row.signingKey));
        NkeyPair systemAccount = database.await(work -> seeds.open(work, row.systemAccountKey));
        NkeyPair billingUser = database.await(work -> seeds.open(work, row.billingUserKey));
        loaded = new Loaded(row, signingKey, systemAccount);
        try (billingUser) {
            files.write(
                    row.operatorJwt,
                    row.systemAccountKey,
                    row.systemAccountJwt,
                    CredsFile.format(row.billingUserJwt, billingUser));
        }
    }

    void watch(@Observes Background background) {
        background.every(FOLLOW_EVERY, "follow the operator's keys", this::follow);
    }

    /** Signs with what the database says now; another instance may have made a step of a rotation. Blocks. */
    synchronized void follow() {
        OperatorRow row = database.await(rows::find);
        Loaded known = loaded();
        if (row.operatorJwt.equals(known.row().operatorJwt)) {
            return;
        }
        NkeyPair signingKey = row.signingKey.equals(known.row().signingKey)
                ? known.signingKey()
                : database.await(work -> seeds.open(work, row.signingKey));
        loaded = new Loaded(row, signingKey, known.systemAccount());
        NkeyPair billingUser = database.await(work -> seeds.open(work, row.billingUserKey));
        try (billingUser) {
            files.write(
                    row.operatorJwt,
                    row.systemAccountKey,
                    row.systemAccountJwt,
                    CredsFile.format(row.billingUserJwt, billingUser));
        }
    }

    /** Signs an account as issued at that moment. */
    public String sign(AccountClaims claims, Instant issuedAt) {
        return Jwt.encode(claims, loaded().signingKey(), issuedAt);
    }

    /** The order to delete an account. */
    public String deletion(String accountKey) {
        return new JwtIssuer(loaded().signingKey(), clock).deletion(java.util.List.of(accountKey));
    }

    /** The key that signs accounts. */
    public String signingKey() {
        return loaded().row().signingKey;
    }

    /** A user of the system account for this process; it exists nowhere else. */
    public SystemUser systemUser() {
        NkeyPair user = NkeyPair.generate(KeyKind.USER, random);
        String jwt = new JwtIssuer(loaded().systemAccount(), clock)
                .user(
                        "control-plane",
                        user.publicKey().toString(),
                        loaded().row().systemAccountKey,
                        UserLimits.UNLIMITED,
                        null);
        return new SystemUser(jwt, user);
    }

    /** A user's token and key. */
    public record SystemUser(String jwt, NkeyPair key) {

        @Override
        public String toString() {
            return "SystemUser[" + key.publicKey() + "]";
        }
    }

    private Loaded loaded() {
        return Objects.requireNonNull(loaded, "the operator is used before the service has started");
    }
}
