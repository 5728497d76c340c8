package io.vagus.jetstream.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A refusal as the JetStream API tells it: {@code {"code":…,"err_code":…,"description":…}} (ADR-7).
 *
 * @param code the HTTP-like code
 * @param number the number of {@link ErrorCode}
 */
public record ApiError(int code, int number, String description) {

    /** Whether this is that error. */
    public boolean is(ErrorCode other) {
        return number == other.number();
    }

    /** Puts the member {@code error} into an answer. */
    public void putInto(ObjectNode answer) {
        answer.putObject("error").put("code", code).put("err_code", number).put("description", description);
    }
}
