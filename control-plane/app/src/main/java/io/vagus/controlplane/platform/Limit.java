package io.vagus.controlplane.platform;

/** How many items a page may have. */
public record Limit(int items) {

    public static final int MIN = 1;
    public static final int MAX = 200;
    public static final String DEFAULT = "50";

    /** Reads the query parameter; anything but a number in range ends the request with 400. */
    public static Limit fromString(String text) {
        int items;
        try {
            items = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("limit", "must be a whole number");
        }
        if (items < MIN || items > MAX) {
            throw ProblemException.invalid("limit", "must be from " + MIN + " to " + MAX);
        }
        return new Limit(items);
    }
}
