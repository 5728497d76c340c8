package io.vagus.account.sharing;

import java.util.Map;
import java.util.Set;

/**
 * Who may import something.
 *
 * @param accounts names of those who may; empty for anybody, unless one of the others restricts it
 * @param tokenRequired whether an import has to show an activation token
 * @param accountTokenPosition which token of the subject, from 1, has to be the importer's name; 0 for none
 * @param revocations account key or {@code *} to the second up to which its activation tokens count for nothing
 */
public record ExportAccess(
        Set<String> accounts, boolean tokenRequired, int accountTokenPosition, Map<String, Long> revocations) {

    /** Anybody. */
    public static final ExportAccess PUBLIC = new ExportAccess(Set.of(), false, 0, Map.of());

    public ExportAccess {
        accounts = Set.copyOf(accounts);
        revocations = Map.copyOf(revocations);
    }

    boolean isPublic() {
        return accounts.isEmpty() && !tokenRequired && accountTokenPosition == 0;
    }
}
