package io.vagus.billing.metering;

import java.util.regex.Pattern;

/** An account as servers name it: its public key (`A…`), or a plain name on servers with accounts in their file. */
public record AccountKey(String value) implements Comparable<AccountKey> {

    public static final int MAX_LENGTH = 128;

    private static final Pattern SHAPE = Pattern.compile("[\\x21-\\x7e]{1," + MAX_LENGTH + "}");

    public AccountKey {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "expected 1 to " + MAX_LENGTH + " printable characters, actual length=" + value.length());
        }
    }

    @Override
    public int compareTo(AccountKey other) {
        return value.compareTo(other.value);
    }
}
