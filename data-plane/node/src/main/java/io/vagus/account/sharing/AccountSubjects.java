package io.vagus.account.sharing;

import io.vagus.account.TraceDestination;
import io.vagus.subject.SubjectMapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is declared about the subjects of one account. */
public record AccountSubjects(
        Shares shares,
        List<SubjectMapping> mappings,
        @Nullable TraceDestination trace) {

    /** Nothing. */
    public static final AccountSubjects NONE = new AccountSubjects(Shares.NONE, List.of(), null);

    public AccountSubjects {
        mappings = List.copyOf(mappings);
    }
}
