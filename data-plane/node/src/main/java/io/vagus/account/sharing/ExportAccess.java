package io.vagus.account.sharing;

import java.util.Map;
import java.util.Set;

/**
 * Who may import something.
 *
 * @param accounts names of those who may; empty for anybody, unless one of the others restricts it
 * @param tokenRequired whether an import has to show an activation token
 * @param accountTokenPosition which token of the subject, from 1, has to be the importer's name; 0 for none
 * @param signers keys that sign activation tokens for the exporter, beside its own
 * @param revocations account key or {@code *} to the second up to which its activation tokens count for nothing
 */
public record ExportAccess(
        Set<String> accounts,
        boolean tokenRequired,
        int accountTokenPosition,
        Set<String> signers,
        Map<String, Long> revocations) {

    /** Anybody. */
    public static final ExportAccess PUBLIC = new ExportAccess(Set.of(), false, 0, Set.of(), Map.of());

    /** Each account for the subject that names it. @param position where in the subject the account stands, from 1 */
    public static ExportAccess ofEach(int position) {
        return new ExportAccess(Set.of(), false, position, Set.of(), Map.of());
    }

    public ExportAccess {
        accounts = Set.copyOf(accounts);
        signers = Set.copyOf(signers);
        revocations = Map.copyOf(revocations);
    }

    boolean isPublic() {
        return accounts.isEmpty() && !tokenRequired && accountTokenPosition == 0;
    }
}
