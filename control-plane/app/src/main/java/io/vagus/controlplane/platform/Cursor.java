package io.vagus.controlplane.platform;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * Where the page before ended: the sort key and the id of its last item.
 *
 * <p>Shape: base64url of the id's 36 characters followed by the sort key, which is empty where a list is sorted by id.
 */
public record Cursor(String key, UUID id) {

    public static final int MAX_LENGTH = 512;
    private static final int ID_LENGTH = 36;

    /** Reads the query parameter; anything we did not write ends the request with 400. */
    public static Cursor fromString(String text) {
        if (text.length() > MAX_LENGTH) {
            throw bad();
        }
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            if (decoded.length() < ID_LENGTH || decoded.indexOf('\0') >= 0) {
                throw bad();
            }
            Cursor cursor = new Cursor(decoded.substring(ID_LENGTH), UUID.fromString(decoded.substring(0, ID_LENGTH)));
            if (!cursor.encoded().equals(text)) {
                throw bad();
            }
            return cursor;
        } catch (IllegalArgumentException e) {
            throw bad();
        }
    }

    public String encoded() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((id + key).getBytes(StandardCharsets.UTF_8));
    }

    private static ProblemException bad() {
        return ProblemException.invalid("cursor", "is not a cursor of this list");
    }
}
