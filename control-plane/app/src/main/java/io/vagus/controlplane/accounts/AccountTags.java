package io.vagus.controlplane.accounts;

import io.vagus.controlplane.platform.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tags of an account or a user: {@code word} or {@code name:value}, in lower case as tokens have them. What begins with
 * {@value #RESERVED} is the service's own: nodes read limits from it.
 */
public final class AccountTags {

    public static final int MAX = 32;
    public static final int MAX_LENGTH = 64;
    static final String RESERVED = "vagus.";

    private AccountTags() {}

    /** The tags as they are kept, or a refusal. */
    public static List<String> clean(List<String> wanted) {
        List<String> clean = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String tag = wanted.get(i).strip().toLowerCase(Locale.ROOT);
            if (tag.isEmpty() || tag.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
                throw ProblemException.invalid("tags[" + i + "]", "must be printable ASCII characters without spaces");
            }
            if (tag.startsWith(RESERVED)) {
                throw ProblemException.invalid("tags[" + i + "]", "must not begin with " + RESERVED);
            }
            if (!clean.contains(tag)) {
                clean.add(tag);
            }
        }
        return clean;
    }
}
