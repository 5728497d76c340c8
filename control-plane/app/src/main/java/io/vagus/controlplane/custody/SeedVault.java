package io.vagus.controlplane.custody;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.custody.store.SealedSeedRow;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.identity.NkeyPair;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The seeds of the keys that we sign with, sealed; each is bound to its public key. */
@ApplicationScoped
public class SeedVault {

    private final KeyCustodian custodian;

    SeedVault(KeyCustodian custodian) {
        this.custodian = custodian;
    }

    /** Keeps the seed; the caller closes the pair when done with it. */
    public Uni<Void> keep(UnitOfWork work, NkeyPair pair) {
        String publicKey = pair.publicKey().toString();
        byte[] seed = pair.seed();
        try {
            SealedSeedRow row =
                    new SealedSeedRow(publicKey, custodian.keyId(), custodian.seal(seed, context(publicKey)));
            return work.session().insert(row);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** Opens a seed that was kept; the caller closes the pair when done with it. */
    public Uni<NkeyPair> open(UnitOfWork work, String publicKey) {
        return work.session()
                .get(SealedSeedRow.class, publicKey)
                .onItem()
                .ifNull()
                .failWith(() -> new CustodyException("no seed is kept for " + publicKey))
                .map(row -> {
                    byte[] seed = custodian.open(row.custodianKeyId, row.sealed, context(publicKey));
                    try {
                        return NkeyPair.fromSeed(seed);
                    } finally {
                        Arrays.fill(seed, (byte) 0);
                    }
                });
    }

    public Uni<Void> forget(UnitOfWork work, List<String> publicKeys) {
        return work.session()
                .createMutationQuery("delete from SealedSeedRow where publicKey in (:keys)")
                .setParameter("keys", publicKeys)
                .executeUpdate()
                .replaceWithVoid();
    }

    private static byte[] context(String publicKey) {
        return ("nkey-seed:" + publicKey).getBytes(StandardCharsets.US_ASCII);
    }
}
