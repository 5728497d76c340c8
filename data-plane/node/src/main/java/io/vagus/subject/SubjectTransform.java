package io.vagus.subject;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.subject.InvalidTransformException.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A rule that makes one subject into another: a source pattern, and a destination in which {@code $n} or {@code
 * {{wildcard(n)}}} stands for what the source's n-th {@code *} matched, and {@code {{partition(…)}}}, {@code
 * {{random(…)}}}, {@code {{split(…)}}} and their like for something made of it. Both or neither end in {@code >}.
 * Immutable. Source: ADR-30, nats-server server/subject_transform.go.
 */
public final class SubjectTransform {

    private final String source;
    private final String destination;
    private final String[] sourceTokens;
    private final TransformToken[] tokens;
    private final boolean carriesRest;
    private final boolean identity;
    private final IntSupplier random;

    private SubjectTransform(String source, String destination, List<TransformToken> tokens, IntSupplier random) {
        this.source = source;
        this.destination = destination;
        this.sourceTokens = bytesAsText(source).split("\\.", -1);
        this.carriesRest = destination.equals(">") || destination.endsWith(".>");
        this.tokens = tokens.subList(0, tokens.size() - (carriesRest ? 1 : 0)).toArray(TransformToken[]::new);
        this.identity = source.equals(">") && destination.equals(">");
        this.random = random;
    }

    /**
     * A transform.
     *
     * @param source a pattern; empty means {@code >}
     * @param destination not empty
     * @throws InvalidTransformException with nats-server's text
     */
    public static SubjectTransform parse(String source, String destination) throws InvalidTransformException {
        return parse(
                source, destination, false, () -> ThreadLocalRandom.current().nextInt());
    }

    /** The same, with the random numbers for {@code {{random(n)}}}: any int is good. */
    public static SubjectTransform parse(String source, String destination, IntSupplier random)
            throws InvalidTransformException {
        return parse(source, destination, false, random);
    }

    /** A transform for an import, which can be turned round: no function but wildcard, and every wildcard used. */
    public static SubjectTransform parseReversible(String source, String destination) throws InvalidTransformException {
        return parse(source, destination, true, () -> 0);
    }

    /**
     * What a mapping of the configuration or of an account JWT has to satisfy beyond {@link #parse}: no white space in the
     * destination's tokens.
     */
    public static void validateMapping(String source, String destination) throws InvalidTransformException {
        boolean ended = false;
        for (String token : destination.split("\\.", -1)) {
            if (token.isEmpty() || ended) {
                throw InvalidTransformException.in(token, Fault.INVALID);
            }
            if (TransformToken.isUnknownFunction(token)) {
                throw InvalidTransformException.in(token, Fault.UNKNOWN_FUNCTION);
            }
            if (!TransformToken.isFunction(token) && SubjectFilters.hasSpace(token)) {
                throw InvalidTransformException.of(Fault.INVALID);
            }
            ended = token.equals(">");
        }
        parse(source, destination);
    }

    private static SubjectTransform parse(String from, String destination, boolean reversible, IntSupplier random)
            throws InvalidTransformException {
        String source = from.isEmpty() ? ">" : from;
        Shape sourceShape = Shape.of(source);
        Shape destinationShape = Shape.of(destination);
        if (sourceShape == null
                || destinationShape == null
                || !destinationShape.places.isEmpty()
                || sourceShape.openEnded != destinationShape.openEnded) {
            throw InvalidTransformException.badSubject();
        }
        boolean literal = sourceShape.places.isEmpty() && !sourceShape.openEnded;
        List<TransformToken> tokens = new ArrayList<>();
        int used = 0;
        for (String text : destinationShape.tokens) {
            TransformToken token = TransformToken.parse(text);
            if (token == null) {
                tokens.add(new TransformToken.Text(bytesAsText(text)));
                continue;
            }
            if (!literal && reversible && !isWildcard(token)) {
                throw InvalidTransformException.in(text, Fault.NOT_REVERSIBLE);
            }
            if (literal) {
                tokens.add(ofLiteralSource(token, text));
                continue;
            }
            used += token.wildcards().length;
            tokens.add(token.at(places(token, text, sourceShape)));
        }
        if (reversible && used < sourceShape.places.size()) {
            throw InvalidTransformException.in(destination, Fault.WILDCARDS_LEFT);
        }
        return new SubjectTransform(source, destination, tokens, random);
    }

    private static boolean isWildcard(TransformToken token) {
        return token instanceof TransformToken.Cut cut && cut.kind() == TransformToken.Cut.Kind.WILDCARD;
    }

    private static TransformToken ofLiteralSource(TransformToken token, String text) throws InvalidTransformException {
        if (token instanceof TransformToken.Partition partition) {
            return partition.at(new int[0]);
        }
        if (token instanceof TransformToken.RandomNumber) {
            return token;
        }
        throw InvalidTransformException.in(text, Fault.INDEX_OUT_OF_RANGE);
    }

    private static int[] places(TransformToken token, String text, Shape source) throws InvalidTransformException {
        int[] wildcards = token.wildcards();
        int[] places = new int[wildcards.length];
        for (int i = 0; i < wildcards.length; i++) {
            if (wildcards[i] > source.places.size()) {
                throw InvalidTransformException.in(text + ": [" + wildcards[i] + "]", Fault.INDEX_OUT_OF_RANGE);
            }
            // An index below 1 means the subject's first token in nats-server.
            places[i] = wildcards[i] < 1 ? 0 : source.places.get(wildcards[i] - 1);
        }
        return places;
    }

    /** The pattern of the subjects that it is made for. */
    public String source() {
        return source;
    }

    /** The destination as it was written. */
    public String destination() {
        return destination;
    }

    /** Whether the same subject may become different ones. */
    public boolean isRandom() {
        for (TransformToken token : tokens) {
            if (token instanceof TransformToken.RandomNumber) {
                return true;
            }
        }
        return false;
    }

    /** What the subject becomes; null when the source does not match it, or it has wildcards itself. */
    public @Nullable String match(String subject) {
        if (identity) {
            return subject;
        }
        if (!SubjectFilters.isLiteral(subject)) {
            return null;
        }
        return source.equals(">") || SubjectFilters.isSubset(subject, source) ? transform(subject) : null;
    }

    /** What a subject that the source matches becomes; whether it does is not checked. */
    public String transform(String subject) {
        String bytes = bytesAsText(subject);
        String made = apply(bytes);
        return isAscii(made) ? made : new String(made.getBytes(ISO_8859_1), UTF_8);
    }

    /** What a subject that the source matches becomes; whether it does is not checked. */
    public byte[] transform(byte[] subject) {
        return apply(new String(subject, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    private String apply(String subject) {
        String[] given = subject.split("\\.", -1);
        StringBuilder made = new StringBuilder(subject.length() + destination.length());
        for (int i = 0; i < tokens.length; i++) {
            if (i > 0) {
                made.append('.');
            }
            tokens[i].append(made, given, random);
        }
        if (carriesRest) {
            for (int i = sourceTokens.length - 1; i < given.length; i++) {
                if (tokens.length > 0 || i >= sourceTokens.length) {
                    made.append('.');
                }
                made.append(given[i]);
            }
        }
        return made.toString();
    }

    /**
     * The transform that leads back, for one made with {@link #parseReversible}: its source is this one's destination with
     * {@code *} for each placeholder. Null when there is none.
     */
    public @Nullable SubjectTransform reversed() {
        List<String> placeholders = new ArrayList<>();
        String from = untokenized(destination, placeholders);
        List<String> to = new ArrayList<>();
        int next = 0;
        for (String token : source.split("\\.", -1)) {
            if (token.equals("*")) {
                if (next == placeholders.size()) {
                    return null;
                }
                to.add(placeholders.get(next++));
            } else {
                to.add(token);
            }
        }
        try {
            return parseReversible(from, String.join(".", to));
        } catch (InvalidTransformException e) {
            return null;
        }
    }

    /** A pattern with {@code $1}, {@code $2}, … for its {@code *}. */
    public static String tokenized(String pattern) {
        StringBuilder made = new StringBuilder();
        int number = 0;
        for (String token : pattern.split("\\.", -1)) {
            made.append(made.isEmpty() ? "" : ".").append(token.equals("*") ? "$" + ++number : token);
        }
        return made.toString();
    }

    /** A destination as a pattern, with {@code *} for each {@code $n} and {@code {{wildcard(n)}}}. */
    public static String untokenized(String destination) {
        return untokenized(destination, new ArrayList<>());
    }

    private static String untokenized(String destination, List<String> placeholders) {
        StringBuilder made = new StringBuilder();
        for (String token : destination.split("\\.", -1)) {
            boolean placeholder = isPlaceholder(token);
            if (placeholder) {
                placeholders.add(token);
            }
            made.append(made.isEmpty() ? "" : ".").append(placeholder ? "*" : token);
        }
        return made.toString();
    }

    private static boolean isPlaceholder(String token) {
        if (token.length() > 1 && token.charAt(0) == '$') {
            return token.charAt(1) >= '1' && token.charAt(1) <= '9';
        }
        try {
            TransformToken parsed = TransformToken.parse(token);
            return parsed != null && isWildcard(parsed);
        } catch (InvalidTransformException e) {
            return false;
        }
    }

    private static String bytesAsText(String text) {
        return isAscii(text) ? text : new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return source + " -> " + destination;
    }

    /** A subject taken apart. White space is not looked at, as functions may hold some. */
    private record Shape(List<String> tokens, List<Integer> places, boolean openEnded) {

        static @Nullable Shape of(String subject) {
            List<String> tokens = Arrays.asList(subject.split("\\.", -1));
            List<Integer> places = new ArrayList<>();
            boolean openEnded = false;
            for (int i = 0; i < tokens.size(); i++) {
                String token = tokens.get(i);
                if (token.isEmpty() || openEnded) {
                    return null;
                }
                if (token.equals("*")) {
                    places.add(i);
                }
                openEnded = token.equals(">");
            }
            return new Shape(tokens, places, openEnded);
        }
    }
}
