package io.vagus.identity;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in the functions of a scoped key's subjects for one user: {@code {{name()}}}, {@code {{subject()}}},
 * {@code {{account-name()}}}, {@code {{account-subject()}}}, {@code {{tag(x)}}}, {@code {{account-tag(x)}}}. A tag
 * {@code x:value} gives {@code value}; several values give every combination. A tag that is missing drops the subject
 * from an allow list (nothing left there means nothing is allowed) and refuses the user when a deny list needs it.
 * Source: nats-server server/auth.go.
 */
public final class ScopeTemplate {
    /** How many subjects one list may grow to. */
    public static final int MAX_EXPANSIONS = 4096;

    private static final Pattern FUNCTION = Pattern.compile("\\{\\{([^}]+)}}");
    /** No valid subject, so it drops the entry that needs it. */
    private static final List<String> MISSING = List.of(" ");

    private final UserClaims user;
    private final AccountClaims account;

    private ScopeTemplate(UserClaims user, AccountClaims account) {
        this.user = user;
        this.account = account;
    }

    /** @throws IdentityException when the template cannot be filled in for this user, who must then be refused */
    public static UserLimits expand(UserLimits template, UserClaims user, AccountClaims account) {
        ScopeTemplate expansion = new ScopeTemplate(user, account);
        Permissions permissions = template.permissions();
        return template.withPermissions(new Permissions(
                expansion.rules(permissions.publish()),
                expansion.rules(permissions.subscribe()),
                permissions.responses()));
    }

    private SubjectRules rules(SubjectRules rules) {
        List<String> allow = subjects(rules.allow(), false);
        List<String> deny = subjects(rules.deny(), true);
        if (allow.isEmpty() && !rules.allow().isEmpty()) {
            deny = new ArrayList<>(deny);
            deny.add(">");
        }
        return new SubjectRules(allow, deny);
    }

    private List<String> subjects(List<String> templates, boolean allNeeded) {
        if (templates.stream().noneMatch(template -> FUNCTION.matcher(template).find())) {
            return templates;
        }
        List<String> subjects = new ArrayList<>();
        for (String template : templates) {
            for (String subject : combinations(template, allNeeded, MAX_EXPANSIONS - subjects.size())) {
                if (Subjects.isValid(subject)) {
                    subjects.add(subject);
                } else if (allNeeded) {
                    throw new IdentityException("generated invalid subject");
                }
            }
        }
        return subjects;
    }

    /** Every way to fill in a template; the same function stands for the same value throughout one of them. */
    private List<String> combinations(String template, boolean allNeeded, int limit) {
        if (limit < 1) {
            throw tooMany();
        }
        List<String> expanded = List.of(template);
        Set<String> functions = new LinkedHashSet<>();
        Matcher function = FUNCTION.matcher(template);
        while (function.find()) {
            functions.add(function.group());
        }
        for (String each : functions) {
            String name = each.substring(2, each.length() - 2).strip();
            List<String> values = values(name, template, allNeeded);
            if ((long) expanded.size() * values.size() > limit) {
                throw tooMany();
            }
            List<String> next = new ArrayList<>(expanded.size() * values.size());
            for (String partial : expanded) {
                for (String value : values) {
                    next.add(partial.replace(each, value));
                }
            }
            expanded = next;
        }
        return expanded;
    }

    private List<String> values(String function, String template, boolean allNeeded) {
        String name = function.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "name()" -> List.of(user.name());
            case "subject()" -> List.of(user.subject());
            case "account-name()" -> List.of(account.name());
            case "account-subject()" -> List.of(user.account());
            default -> {
                if (!name.endsWith(")")) {
                    throw undefined(template, function);
                }
                if (name.startsWith("tag(")) {
                    yield tagged(argument(name), user.tags(), template, allNeeded);
                }
                if (name.startsWith("account-tag(")) {
                    yield tagged(argument(name), account.tags(), template, allNeeded);
                }
                throw undefined(template, function);
            }
        };
    }

    private static String argument(String function) {
        return function.substring(function.indexOf('(') + 1, function.length() - 1);
    }

    private static List<String> tagged(String tag, List<String> tags, String template, boolean needed) {
        String prefix = tag + ":";
        List<String> values = tags.stream()
                .filter(candidate -> candidate.startsWith(prefix))
                .map(candidate -> candidate.substring(prefix.length()))
                .toList();
        if (!values.isEmpty()) {
            return values;
        }
        if (needed) {
            throw new IdentityException(
                    "generated invalid subject \"" + template + "\": \"" + tag + "\" is not defined");
        }
        return MISSING;
    }

    private static IdentityException tooMany() {
        return new IdentityException("template expansion exceeds limit: " + MAX_EXPANSIONS);
    }

    private static IdentityException undefined(String template, String function) {
        return new IdentityException("template operation in \"" + template + "\": \"" + function + "\" is not defined");
    }
}
