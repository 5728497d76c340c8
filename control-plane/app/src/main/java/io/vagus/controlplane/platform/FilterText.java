package io.vagus.controlplane.platform;

/** The value of a filter of a list: 1 to 254 characters without control characters. Anything else ends the request with 400. */
public record FilterText(String value) {

    public static final int MAX_LENGTH = 254;

    public FilterText {
        if (value.isEmpty() || value.length() > MAX_LENGTH || value.chars().anyMatch(Character::isISOControl)) {
            throw ProblemException.invalid(
                    "filter", "must be 1 to " + MAX_LENGTH + " characters, none of them a control character");
        }
    }
}
