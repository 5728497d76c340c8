package io.vagus.controlplane.platform;

/** The value of a filter of a list: 1 to 254 characters without control characters. Anything else ends the request with 400. */
public record FilterText(String value) {

    public static final int MAX_LENGTH = 254;

    public static FilterText fromString(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || text.chars().anyMatch(Character::isISOControl)) {
            throw ProblemException.invalid(
                    "filter", "must be 1 to " + MAX_LENGTH + " characters, none of them a control character");
        }
        return new FilterText(text);
    }
}
