package io.vagus.billing.metering;

/**
 * Messages moved in one direction and their bytes: headers and payload, without subjects or protocol.
 *
 * @throws ArithmeticException from its arithmetic when a count leaves the range of a long
 */
public record Quantity(long messages, long bytes) {

    public static final Quantity NONE = new Quantity(0, 0);

    public Quantity {
        if (messages < 0 || bytes < 0) {
            throw new IllegalArgumentException(
                    "expected counts >= 0, actual messages=" + messages + ", bytes=" + bytes);
        }
    }

    public Quantity plus(Quantity other) {
        return new Quantity(Math.addExact(messages, other.messages), Math.addExact(bytes, other.bytes));
    }

    /** @throws IllegalArgumentException when the other is the larger one in messages or bytes */
    public Quantity minus(Quantity other) {
        return new Quantity(messages - other.messages, bytes - other.bytes);
    }

    /** The larger messages and the larger bytes of the two. */
    public Quantity max(Quantity other) {
        return new Quantity(Math.max(messages, other.messages), Math.max(bytes, other.bytes));
    }
}
