package io.vagus.controlplane.accounts;

import io.vagus.controlplane.platform.JsonText;
import java.util.ArrayList;
import java.util.List;

/** What a change is about, in words for the account's history. */
final class AccountChanges {

    private AccountChanges() {}

    static String words(AccountDraft draft) {
        List<String> words = new ArrayList<>();
        if (draft.name() != null) {
            words.add("name");
        }
        if (draft.description() != null) {
            words.add("description");
        }
        JsonText.tree(JsonText.write(draft.limits()))
                .fieldNames()
                .forEachRemaining(limit -> words.add("limits." + limit));
        if (draft.tags() != null) {
            words.add("tags");
        }
        if (draft.defaultPermissions() != null) {
            words.add("default permissions");
        }
        return words.isEmpty() ? "nothing changed" : "changed " + String.join(", ", words);
    }
}
