package io.vagus.controlplane.platform;

import java.util.regex.Pattern;

/** A caller's name for one creation: the same name with the same request creates once. Any other header ends the request with 400. */
public record IdempotencyKey(String value) {

    public static final String HEADER = "Idempotency-Key";
    public static final int MAX_LENGTH = 255;
    private static final Pattern SHAPE = Pattern.compile("[\\x20-\\x7e]{1," + MAX_LENGTH + "}");

    public IdempotencyKey {
        if (!SHAPE.matcher(value).matches()) {
            throw ProblemException.invalid(HEADER, "must be 1 to " + MAX_LENGTH + " printable ASCII characters");
        }
    }
}
