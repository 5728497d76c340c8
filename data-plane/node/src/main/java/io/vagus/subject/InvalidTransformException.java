package io.vagus.subject;

/** A subject transform that cannot be. The message is the text nats-server has for it (server/errors.go). */
public final class InvalidTransformException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final String PREFIX = "invalid mapping destination";

    private InvalidTransformException(String text) {
        super(text);
    }

    /** Source or destination is no subject, or only one of them ends in {@code >}. */
    static InvalidTransformException badSubject() {
        return new InvalidTransformException("invalid subject");
    }

    static InvalidTransformException in(String where, Fault fault) {
        return where.isEmpty() ? of(fault) : new InvalidTransformException(PREFIX + ": " + fault.text + " in " + where);
    }

    static InvalidTransformException of(Fault fault) {
        return new InvalidTransformException(PREFIX + ": " + fault.text);
    }

    /** Something about a mapping as a whole. */
    static InvalidTransformException mapping(String text) {
        return new InvalidTransformException(text);
    }

    /** What is wrong with a destination. */
    enum Fault {
        INVALID("invalid transform"),
        WILDCARDS_LEFT("not using all of the token wildcard(s)"),
        UNKNOWN_FUNCTION("unknown function"),
        INDEX_OUT_OF_RANGE("wildcard index out of range"),
        NOT_ENOUGH_ARGUMENTS("not enough arguments passed to the function"),
        INVALID_ARGUMENT("function argument is invalid or in the wrong format"),
        TOO_MANY_ARGUMENTS("too many arguments passed to the function"),
        NOT_REVERSIBLE("the only mapping function allowed for import transforms is {{Wildcard()}}");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }
}
