package io.vagus.server;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.sharing.AccountSubjects;
import io.vagus.account.sharing.Shares;
import io.vagus.account.sharing.Sharing;
import io.vagus.subject.SubjectMappings;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts into effect what the configuration says about the subjects of accounts. */
final class SubjectSetup {

    private SubjectSetup() {}

    /**
     * Replaces what was in effect before.
     *
     * @param before what it is replaced for
     */
    static void apply(
            Accounts accounts,
            Sharing sharing,
            Map<String, AccountSubjects> before,
            Map<String, AccountSubjects> declared) {
        for (String gone : before.keySet()) {
            if (!declared.containsKey(gone)) {
                apply(accounts.getOrCreate(gone), AccountSubjects.NONE);
            }
        }
        declared.forEach((name, subjects) -> apply(accounts.getOrCreate(name), subjects));
        Map<String, Shares> shares = new LinkedHashMap<>();
        declared.forEach((name, subjects) -> shares.put(name, subjects.shares()));
        if (shares.values().stream().anyMatch(each -> !each.equals(Shares.NONE)) || !before.isEmpty()) {
            sharing.replace(shares);
        }
    }

    private static void apply(Account account, AccountSubjects subjects) {
        account.mappings(SubjectMappings.of(subjects.mappings()));
        account.traceDestination(subjects.trace());
    }
}
