package io.vagus.subject;

import io.vagus.subject.InvalidTransformException.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One token of a transform's destination: text, or a function of the subject's tokens. Texts hold one byte per character.
 * Source: ADR-30, nats-server server/subject_transform.go.
 */
sealed interface TransformToken {

    /** Adds what the token becomes for a subject with these tokens. */
    void append(StringBuilder to, String[] subject, IntSupplier random);

    /** The token as it is. */
    record Text(String text) implements TransformToken {
        @Override
        public void append(StringBuilder to, String[] subject, IntSupplier random) {
            to.append(text);
        }
    }

    /** A number below {@code buckets}, the same for the same tokens; of the whole subject when no tokens are named. */
    record Partition(int buckets, int[] sources) implements TransformToken {

        private static final int FNV_OFFSET = 0x811c9dc5;
        private static final int FNV_PRIME = 0x01000193;

        @Override
        public void append(StringBuilder to, String[] subject, IntSupplier random) {
            if (buckets == 0) {
                to.append('0');
                return;
            }
            int hash = FNV_OFFSET;
            if (sources.length == 0) {
                for (int i = 0; i < subject.length; i++) {
                    hash = mix(i == 0 ? hash : mix(hash, "."), subject[i]);
                }
            } else {
                for (int source : sources) {
                    hash = mix(hash, subject[source]);
                }
            }
            to.append(Integer.toUnsignedLong(Integer.remainderUnsigned(hash, buckets)));
        }

        private static int mix(int hash, String bytes) {
            int h = hash;
            for (int i = 0; i < bytes.length(); i++) {
                h = (h ^ bytes.charAt(i)) * FNV_PRIME;
            }
            return h;
        }
    }

    /** A random number below a bound. */
    record RandomNumber(int bound) implements TransformToken {
        @Override
        public void append(StringBuilder to, String[] subject, IntSupplier random) {
            to.append(bound == 0 ? 0 : (random.getAsInt() & Integer.MAX_VALUE) % bound);
        }
    }

    /** What one token of the subject is made into. */
    record Cut(Kind kind, int source, int number, String delimiter) implements TransformToken {

        /** The functions of one token. */
        enum Kind {
            WILDCARD,
            SPLIT_FROM_LEFT,
            SPLIT_FROM_RIGHT,
            SLICE_FROM_LEFT,
            SLICE_FROM_RIGHT,
            LEFT,
            RIGHT,
            SPLIT
        }

        @Override
        public void append(StringBuilder to, String[] subject, IntSupplier random) {
            if (kind == Kind.WILDCARD) {
                to.append(source < subject.length ? subject[source] : "");
                return;
            }
            String token = subject[source];
            if (kind == Kind.SPLIT) {
                split(to, token);
            } else if (number <= 0 || number >= token.length()) {
                to.append(token);
            } else {
                cut(to, token, token.length());
            }
        }

        private void cut(StringBuilder to, String token, int length) {
            switch (kind) {
                case SPLIT_FROM_LEFT -> to.append(token, 0, number).append('.').append(token, number, length);
                case SPLIT_FROM_RIGHT ->
                    to.append(token, 0, length - number).append('.').append(token, length - number, length);
                case SLICE_FROM_LEFT -> slice(to, token, number);
                case SLICE_FROM_RIGHT -> {
                    int rest = length % number;
                    slice(to, token, rest == 0 ? number : rest);
                }
                case LEFT -> to.append(token, 0, number);
                default -> to.append(token, length - number, length);
            }
        }

        private void slice(StringBuilder to, String token, int first) {
            int from = 0;
            for (int end = first; from < token.length(); end += number) {
                if (from > 0) {
                    to.append('.');
                }
                to.append(token, from, Math.min(end, token.length()));
                from = end;
            }
        }

        private void split(StringBuilder to, String token) {
            List<String> parts = delimiter.isEmpty()
                    ? List.of(token.split("(?<=.)(?![\\x80-\\xbf])", -1)).stream()
                            .filter(part -> !part.isEmpty())
                            .toList()
                    : Arrays.asList(token.split(Pattern.quote(delimiter), -1));
            for (int i = 0; i < parts.size(); i++) {
                String part = parts.get(i);
                to.append(part);
                boolean leading = i == 0 && part.isEmpty();
                if (i + 1 < parts.size() && !parts.get(i + 1).isEmpty() && !leading) {
                    to.append('.');
                }
            }
        }
    }

    /**
     * A token as it is written, its wildcards counted from 1. In sources of the parsed token stand these numbers; {@link
     * #at} puts places in the subject there.
     *
     * @return null for a token that is plain text
     */
    static @Nullable TransformToken parse(String token) throws InvalidTransformException {
        if (token.length() > 1 && token.charAt(0) == '$') {
            Long number = number(token.substring(1));
            return number == null ? null : wildcard(clamp(number));
        }
        return isFunction(token) ? function(token) : null;
    }

    private static TransformToken wildcard(int index) {
        return new Cut(Cut.Kind.WILDCARD, index, -1, "");
    }

    private static TransformToken function(String token) throws InvalidTransformException {
        Matcher call = Calls.CALL.matcher(token);
        if (!call.find()) {
            throw InvalidTransformException.in(token, Fault.UNKNOWN_FUNCTION);
        }
        String[] arguments = Calls.COMMA.split(call.group(2), -1);
        return switch (call.group(1).toLowerCase(Locale.ROOT)) {
            case "wildcard" -> {
                if (arguments.length == 1 && arguments[0].isEmpty()) {
                    throw InvalidTransformException.in(token, Fault.NOT_ENOUGH_ARGUMENTS);
                }
                expect(arguments, 1, token);
                yield wildcard(clamp(required(arguments[0], token)));
            }
            case "partition" -> partition(arguments, token);
            case "splitfromleft" -> cut(Cut.Kind.SPLIT_FROM_LEFT, arguments, token);
            case "splitfromright" -> cut(Cut.Kind.SPLIT_FROM_RIGHT, arguments, token);
            case "slicefromleft" -> cut(Cut.Kind.SLICE_FROM_LEFT, arguments, token);
            case "slicefromright" -> cut(Cut.Kind.SLICE_FROM_RIGHT, arguments, token);
            case "left" -> cut(Cut.Kind.LEFT, arguments, token);
            case "right" -> cut(Cut.Kind.RIGHT, arguments, token);
            case "split" -> {
                expect(arguments, 2, token);
                int source = clamp(required(arguments[0], token));
                if (arguments[1].indexOf(' ') >= 0 || arguments[1].indexOf('.') >= 0) {
                    throw InvalidTransformException.in(token, Fault.INVALID_ARGUMENT);
                }
                yield new Cut(Cut.Kind.SPLIT, source, -1, arguments[1]);
            }
            case "random" -> {
                if (arguments.length != 1) {
                    throw InvalidTransformException.in(token, Fault.NOT_ENOUGH_ARGUMENTS);
                }
                yield new RandomNumber(bounded(arguments[0], token));
            }
            default -> throw InvalidTransformException.in(token, Fault.UNKNOWN_FUNCTION);
        };
    }

    private static TransformToken partition(String[] arguments, String token) throws InvalidTransformException {
        int buckets = bounded(arguments[0], token);
        int[] sources = new int[arguments.length - 1];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = clamp(required(arguments[i + 1], token));
        }
        return new Partition(buckets, sources);
    }

    private static TransformToken cut(Cut.Kind kind, String[] arguments, String token)
            throws InvalidTransformException {
        expect(arguments, 2, token);
        int source = clamp(required(arguments[0], token));
        long number = required(arguments[1], token);
        if (number != (int) number) {
            throw InvalidTransformException.in(token, Fault.INVALID_ARGUMENT);
        }
        return new Cut(kind, source, (int) number, "");
    }

    private static void expect(String[] arguments, int count, String token) throws InvalidTransformException {
        if (arguments.length < count) {
            throw InvalidTransformException.in(token, Fault.NOT_ENOUGH_ARGUMENTS);
        }
        if (arguments.length > count) {
            throw InvalidTransformException.in(token, Fault.TOO_MANY_ARGUMENTS);
        }
    }

    private static int bounded(String text, String token) throws InvalidTransformException {
        long number = required(text, token);
        if (number > Integer.MAX_VALUE) {
            throw InvalidTransformException.in(token, Fault.INVALID_ARGUMENT);
        }
        return (int) number;
    }

    private static long required(String text, String token) throws InvalidTransformException {
        Long number = number(Calls.withoutSpaces(text));
        if (number == null) {
            throw InvalidTransformException.in(token, Fault.INVALID_ARGUMENT);
        }
        return number;
    }

    private static @Nullable Long number(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && !(i == 0 && (c == '+' || c == '-'))) {
                return null;
            }
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static int clamp(long index) {
        return (int) Math.max(-1, Math.min(index, Integer.MAX_VALUE));
    }

    /** The numbers of the wildcards it uses. */
    default int[] wildcards() {
        if (this instanceof Partition partition) {
            return partition.sources;
        }
        return this instanceof Cut cut ? new int[] {cut.source} : new int[0];
    }

    /** The same token with places in the subject instead of wildcard numbers. */
    default TransformToken at(int[] places) {
        if (this instanceof Partition partition) {
            return new Partition(partition.buckets, places);
        }
        return this instanceof Cut cut ? new Cut(cut.kind, places[0], cut.number, cut.delimiter) : this;
    }

    /** Whether the token is written like a function but no function has that name. */
    static boolean isUnknownFunction(String token) {
        return isFunction(token) && !Calls.CALL.matcher(token).find();
    }

    /** Whether the token is written like a function. */
    static boolean isFunction(String token) {
        return token.length() > 4 && token.startsWith("{{") && token.endsWith("}}");
    }

    /** How a function is written: each word of its name may begin with a small or a capital letter. */
    final class Calls {

        static final Pattern CALL = Pattern.compile("\\{\\{\\s*([pP]artition|[wW]ildcard|[rR]andom|[lL]eft|[rR]ight"
                + "|[sS]plit|[sS]plit[fF]rom[lL]eft|[sS]plit[fF]rom[rR]ight"
                + "|[sS]lice[fF]rom[lL]eft|[sS]lice[fF]rom[rR]ight)\\s*\\((.*)\\)\\s*}}");
        static final Pattern COMMA = Pattern.compile(",\\s*");

        private Calls() {}

        static String withoutSpaces(String text) {
            int from = 0;
            int to = text.length();
            while (from < to && text.charAt(from) == ' ') {
                from++;
            }
            while (to > from && text.charAt(to - 1) == ' ') {
                to--;
            }
            return text.substring(from, to);
        }
    }
}
