package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an account takes from another one.
 *
 * @param subject the exporter's subject; of a service with {@code to}, the importer's
 * @param account the exporter's key
 * @param token an activation token, where the export asks for one; empty: none
 * @param to of the past: what stands before a stream's subject, or a service's subject at the exporter; empty: none
 * @param localSubject the subject here, with {@code $n} for the n-th wildcard; empty: the same as there
 * @param share whether the exporter of a service learns who asks
 * @param allowTrace whether message tracing of a stream goes on here
 */
public record Import(
        String name,
        String subject,
        String account,
        String token,
        String to,
        String localSubject,
        Export.Kind kind,
        boolean share,
        boolean allowTrace) {

    static Import read(ObjectNode node) {
        return new Import(
                Json.string(node, "name"),
                Json.string(node, "subject"),
                Json.string(node, "account"),
                Json.string(node, "token"),
                Json.string(node, "to"),
                Json.string(node, "local_subject"),
                Export.Kind.read(node),
                Json.flag(node, "share"),
                Json.flag(node, "allow_trace"));
    }

    void write(ObjectNode node) {
        Json.put(node, "name", name);
        Json.put(node, "subject", subject);
        Json.put(node, "account", account);
        Json.put(node, "token", token);
        Json.put(node, "to", to);
        Json.put(node, "local_subject", localSubject);
        node.put("type", kind.text());
        Json.put(node, "share", share);
        Json.put(node, "allow_trace", allowTrace);
    }

    /** The subject in the importing account, as a pattern. */
    private String here() {
        String renamed = to.isEmpty() ? pattern(localSubject) : to;
        return renamed.isEmpty() ? subject : renamed;
    }

    private static String pattern(String renaming) {
        StringBuilder text = new StringBuilder();
        for (String token : renaming.split("\\.", -1)) {
            text.append(text.isEmpty() ? "" : ".").append(reference(token) == null ? token : "*");
        }
        return text.toString();
    }

    private static @Nullable Integer reference(String token) {
        if (token.length() < 2 || token.charAt(0) != '$') {
            return null;
        }
        try {
            return Integer.valueOf(token.substring(1));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** @param importer the key of the account that has it */
    void validate(String importer, Consumer<String> problems) {
        boolean service = kind == Export.Kind.SERVICE;
        if (service && allowTrace) {
            problems.accept("AllowTrace only valid for stream import");
        }
        if (account.isEmpty()) {
            problems.accept("account to import from is not specified");
        }
        Subjects.validate(subject, problems);
        if (!localSubject.isEmpty()) {
            validateLocalSubject(problems);
            if (!to.isEmpty()) {
                problems.accept("Local Subject replaces To");
            }
        }
        if (share && !service) {
            problems.accept(
                    "sharing information (for latency tracking) is only valid for services: \"" + subject + "\"");
        }
        if (!token.isEmpty()) {
            validateActivation(importer, problems);
        }
    }

    /** Whether a token gives leave for just this; its time and signer are looked at when it is used. */
    private void validateActivation(String importer, Consumer<String> problems) {
        GenericClaims activation = activation();
        if (activation == null) {
            problems.accept("import \"" + subject + "\" contains an invalid activation token");
            return;
        }
        ObjectNode terms = activation.data();
        String issuerAccount = Json.string(terms, "issuer_account");
        if (!activation.issuer().equals(account) && !issuerAccount.equals(account)) {
            problems.accept("activation token doesn't match account for import \"" + subject + "\"");
        }
        if (!activation.subject().equals(importer)) {
            problems.accept("activation token doesn't match account it is being included in, \"" + subject + "\"");
        }
        String given = Json.string(terms, activation.version() == 1 ? "type" : "kind");
        if (!given.equals(kind.text())) {
            problems.accept("mismatch between token import type " + given + " and type of import " + kind.text());
        }
        String allowed = Json.string(terms, "subject");
        Subjects.validate(allowed, problems);
        if (!issuerAccount.isEmpty() && !Nkey.isValid(issuerAccount, KeyKind.ACCOUNT)) {
            problems.accept("account_id is not an account public key");
        }
        String taken = kind == Export.Kind.SERVICE && !to.isEmpty() ? to : subject;
        if (!AccountClaims.isContainedIn(taken, allowed)) {
            problems.accept(
                    "activation token import subject \"" + allowed + "\" doesn't match import \"" + subject + "\"");
        }
    }

    private @Nullable GenericClaims activation() {
        try {
            GenericClaims claims = Jwt.decodeGeneric(token);
            return claims.type().equals("activation") ? claims : null;
        } catch (IdentityException forged) {
            return null;
        }
    }

    private void validateLocalSubject(Consumer<String> problems) {
        Subjects.validate(localSubject, problems);
        if (localSubject.endsWith(">") != subject.endsWith(">")) {
            problems.accept("both, renaming subject and subject, need to end or not end in >");
        }
        long wildcards =
                List.of(subject.split("\\.", -1)).stream().filter("*"::equals).count();
        int references = 0;
        for (String token : localSubject.split("\\.", -1)) {
            Integer number = reference(token);
            if (number != null && number > wildcards) {
                problems.accept("Reference $" + number + " in \"" + localSubject + "\" reference * in \"" + subject
                        + "\" that do not exist");
            } else if (number != null || token.equals("*")) {
                references++;
            }
        }
        if (references != wildcards) {
            problems.accept("subject does not contain enough * or reference wildcards $[0-9]");
        }
    }

    /** What services of one exporter must not do: overlap. */
    static void overlaps(List<Import> imports, Consumer<String> problems) {
        Map<String, Set<String>> taken = new HashMap<>();
        for (Import each : imports) {
            if (each.kind != Export.Kind.SERVICE) {
                continue;
            }
            String here = each.here();
            Set<String> others = taken.computeIfAbsent(each.account, absent -> new HashSet<>());
            for (String other : others) {
                if (AccountClaims.isContainedIn(here, other) || AccountClaims.isContainedIn(other, here)) {
                    problems.accept("overlapping subject namespace for \"" + here + "\" and \"" + other
                            + "\" in same account \"" + each.account + "\"");
                }
            }
            others.add(here);
        }
    }
}
