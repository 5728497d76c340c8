package io.vagus.account.sharing;

import io.vagus.account.Account;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.routing.Subscription;
import io.vagus.subject.SubjectTransform;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A service import at work: takes requests of the importing account and says where they go in the exporting one. Immutable. */
public final class ServiceEntrance implements SharedReceiver {

    private final SharedAccount importer;
    private final SharedAccount exporter;
    private final ImportRules.AcceptedService accepted;
    private final byte @Nullable [] target;
    private final Subscription subscription;

    ServiceEntrance(SharedAccount importer, SharedAccount exporter, ImportRules.AcceptedService accepted) {
        this.importer = importer;
        this.exporter = exporter;
        this.accepted = accepted;
        boolean published = accepted.transform() == null && accepted.to().equals(accepted.from());
        this.target = published ? null : accepted.to().getBytes(StandardCharsets.UTF_8);
        this.subscription =
                new Subscription(accepted.from().getBytes(StandardCharsets.UTF_8), null, new byte[0], this, 0);
    }

    /** Whether requests to a subject in this account go to another one by one of its imports. */
    public static boolean isImported(Account importer, byte[] subject) {
        Match match = new Match();
        importer.interest().match(subject, subject.length, match, new Interest.Probe());
        for (int i = 0; i < match.plainCount(); i++) {
            if (match.plain(i).receiver() instanceof ServiceEntrance) {
                return true;
            }
        }
        return false;
    }

    Subscription subscription() {
        return subscription;
    }

    ImportRules.AcceptedService accepted() {
        return accepted;
    }

    /** The account whose requests it takes. */
    public SharedAccount importer() {
        return importer;
    }

    /** The account that answers. */
    public SharedAccount exporter() {
        return exporter;
    }

    /** What the exporter said about the service. */
    public @Nullable ServiceExport export() {
        return accepted.export();
    }

    /** Whether the exporter learns who asks. */
    public boolean shares() {
        return accepted.declared().share();
    }

    /** Where a request to this subject goes in the exporting account. */
    public byte[] subjectThere(byte[] published) {
        SubjectTransform transform = accepted.transform();
        if (transform != null) {
            return transform.transform(published);
        }
        byte[] fixed = target;
        return fixed == null || Arrays.equals(fixed, published) ? published : fixed;
    }
}
