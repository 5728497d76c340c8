package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * What an account offers to others. Members of the claim that have no component here stay in the token unchanged.
 *
 * @param responseType of a service: empty, {@code Singleton}, {@code Stream} or {@code Chunked}
 * @param terms the finer points
 * @param accountTokenPosition the token of the subject, from 1, that has to be the importing account's key; zero: none
 */
public record Export(
        String name,
        String subject,
        Kind kind,
        String responseType,
        int accountTokenPosition,
        boolean tokenRequired,
        String description,
        String infoUrl,
        ServiceTerms terms) {

    /** With nothing out of the ordinary. */
    public Export(
            String name,
            String subject,
            Kind kind,
            String responseType,
            int accountTokenPosition,
            boolean tokenRequired,
            String description,
            String infoUrl) {
        this(
                name,
                subject,
                kind,
                responseType,
                accountTokenPosition,
                tokenRequired,
                description,
                infoUrl,
                ServiceTerms.DEFAULT);
    }

    /** Streams flow from the exporter, services answer requests to it. */
    public enum Kind {
        STREAM,
        SERVICE;

        String text() {
            return this == STREAM ? "stream" : "service";
        }

        static Kind read(ObjectNode node) {
            return switch (Json.string(node, "type")) {
                case "stream" -> STREAM;
                case "service" -> SERVICE;
                default -> throw new IdentityException("unknown export type");
            };
        }
    }

    private static final List<String> RESPONSE_TYPES = Arrays.asList("", "Singleton", "Stream", "Chunked");

    static Export read(ObjectNode node) {
        return new Export(
                Json.string(node, "name"),
                Json.string(node, "subject"),
                Kind.read(node),
                Json.string(node, "response_type"),
                (int) Math.clamp(Json.integer(node, "account_token_position", 0), 0, Integer.MAX_VALUE),
                Json.flag(node, "token_req"),
                Json.string(node, "description"),
                Json.string(node, "info_url"),
                ServiceTerms.read(node));
    }

    void write(ObjectNode node) {
        Json.put(node, "name", name);
        Json.put(node, "subject", subject);
        node.put("type", kind.text());
        Json.put(node, "response_type", responseType);
        Json.put(node, "account_token_position", accountTokenPosition);
        Json.put(node, "token_req", tokenRequired);
        Json.put(node, "description", description);
        Json.put(node, "info_url", infoUrl);
        terms.write(node);
    }

    void validate(Consumer<String> problems) {
        if (kind == Kind.SERVICE && !RESPONSE_TYPES.contains(responseType)) {
            problems.accept("invalid response type for service: \"" + responseType + "\"");
        }
        if (kind == Kind.STREAM && !responseType.isEmpty()) {
            problems.accept("invalid response type for stream: \"" + responseType + "\"");
        }
        terms.validate(kind == Kind.SERVICE, problems);
        Subjects.validate(subject, problems);
        if (accountTokenPosition > 0) {
            validateAccountToken(problems);
        }
    }

    private void validateAccountToken(Consumer<String> problems) {
        if (!Subjects.hasWildcards(subject)) {
            problems.accept("Account Token Position can only be used with wildcard subjects: " + subject);
            return;
        }
        String[] tokens = subject.split("\\.", -1);
        if (accountTokenPosition > tokens.length) {
            problems.accept(
                    "Account Token Position " + accountTokenPosition + " exceeds length of subject '" + subject + "'");
        } else if (!tokens[accountTokenPosition - 1].equals("*")) {
            problems.accept("Account Token Position " + accountTokenPosition + " matches '"
                    + tokens[accountTokenPosition - 1] + "' but must match a * in: " + subject);
        }
    }
}
