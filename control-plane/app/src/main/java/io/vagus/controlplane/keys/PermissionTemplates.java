package io.vagus.controlplane.keys;

import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.permissions.SubjectRules;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.ScopeTemplate;
import io.vagus.identity.UserClaims;
import io.vagus.identity.UserLimits;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks whether the functions in a role's subjects are ones that nodes know, by filling them in for a user who has every tag. */
final class PermissionTemplates {

    private static final Pattern TAG = Pattern.compile("\\{\\{\\s*(?:account-)?tag\\(([^)]*)\\)\\s*}}");
    private static final String KEY = "U" + "A".repeat(55);

    private PermissionTemplates() {}

    static void requireMeaning(Permissions permissions) {
        rules("permissions.publish", permissions.publish());
        rules("permissions.subscribe", permissions.subscribe());
    }

    private static void rules(String field, @Nullable SubjectRules rules) {
        if (rules == null) {
            return;
        }
        each(field + ".allow", rules.allow());
        each(field + ".deny", rules.deny());
    }

    private static void each(String field, @Nullable List<String> subjects) {
        for (int i = 0; subjects != null && i < subjects.size(); i++) {
            String problem = problem(subjects.get(i));
            if (problem != null) {
                throw ProblemException.invalid(field + "[" + i + "]", problem);
            }
        }
    }

    private static @Nullable String problem(String subject) {
        if (!subject.contains("{{")) {
            return null;
        }
        List<String> tags = TAG.matcher(subject)
                .results()
                .map(found -> found.group(1).toLowerCase(java.util.Locale.ROOT) + ":x")
                .distinct()
                .toList();
        io.vagus.identity.Permissions denied = new io.vagus.identity.Permissions(
                new io.vagus.identity.SubjectRules(List.of(), List.of(subject)),
                io.vagus.identity.SubjectRules.ANYTHING,
                null);
        try {
            ScopeTemplate.expand(
                    UserLimits.UNLIMITED.withPermissions(denied),
                    UserClaims.builder(KEY).name("x").tags(tags).build(),
                    AccountClaims.builder(KEY).name("x").tags(tags).build());
            return null;
        } catch (IdentityException unknown) {
            return "has a function that nodes do not know; there are {{name()}}, {{subject()}}, {{account-name()}},"
                    + " {{account-subject()}}, {{tag(…)}} and {{account-tag(…)}}";
        }
    }
}
