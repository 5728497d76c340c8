package io.vagus.controlplane.operator;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.custody.SeedVault;
import io.vagus.controlplane.operator.store.OperatorRow;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.Permissions;
import io.vagus.identity.SubjectRules;
import io.vagus.identity.UserLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/** Makes the operator, its system account and the user that billing meters with. Happens once in the life of an installation. */
@ApplicationScoped
class OperatorMaker {

    private static final Logger LOG = Logger.getLogger(OperatorMaker.class);

    /** Billing may ask for traffic and hear of it, nothing else. */
    private static final Permissions METERING = new Permissions(
            SubjectRules.allowing("$SYS.REQ.ACCOUNT.PING.STATZ"),
            SubjectRules.allowing("_INBOX.>", "$SYS.ACCOUNT.*.SERVER.CONNS"),
            null);

    private final SecureRandom random = new SecureRandom();
    private final SeedVault seeds;
    private final InstantSource clock;

    OperatorMaker(SeedVault seeds, InstantSource clock) {
        this.seeds = seeds;
        this.clock = clock;
    }

    Uni<OperatorRow> make(UnitOfWork work) {
        try (NkeyPair root = NkeyPair.generate(KeyKind.OPERATOR, random);
                NkeyPair signing = NkeyPair.generate(KeyKind.OPERATOR, random);
                NkeyPair system = NkeyPair.generate(KeyKind.ACCOUNT, random);
                NkeyPair billing = NkeyPair.generate(KeyKind.USER, random)) {
            OperatorRow row = row(root, signing, system, billing);
            LOG.infof("Made operator %s", row.operatorKey);
            // Sealing happens here; only the inserts wait.
            Uni<Void> kept = Uni.createFrom().voidItem();
            for (NkeyPair pair : List.of(root, signing, system, billing)) {
                Uni<Void> keep = seeds.keep(work, pair);
                kept = kept.chain(() -> keep);
            }
            return kept.chain(() -> work.session().insert(row)).replaceWith(row);
        }
    }

    private OperatorRow row(NkeyPair root, NkeyPair signing, NkeyPair system, NkeyPair billing) {
        OperatorRow row = new OperatorRow();
        row.id = OperatorRow.ONLY;
        row.operatorKey = root.publicKey().toString();
        row.signingKey = signing.publicKey().toString();
        row.systemAccountKey = system.publicKey().toString();
        row.billingUserKey = billing.publicKey().toString();
        row.operatorJwt = new JwtIssuer(root, clock).operator("vagus", List.of(row.signingKey), row.systemAccountKey);
        row.systemAccountJwt = new JwtIssuer(signing, clock).systemAccount("SYS", row.systemAccountKey, List.of());
        row.billingUserJwt = new JwtIssuer(system, clock)
                .user(
                        "billing",
                        row.billingUserKey,
                        row.systemAccountKey,
                        UserLimits.UNLIMITED.withPermissions(METERING),
                        null);
        return row;
    }
}
