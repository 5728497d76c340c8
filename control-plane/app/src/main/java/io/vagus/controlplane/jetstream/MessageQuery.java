package io.vagus.controlplane.jetstream;

import io.vagus.controlplane.platform.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a stream are wanted.
 *
 * @param fromSequence the first that may come; without it the newest come
 * @param subject only those whose subject it matches
 * @param lastPerSubject only the newest of each subject
 */
public record MessageQuery(
        @Nullable Long fromSequence, @Nullable String subject, boolean lastPerSubject, int limit) {

    static final int MAX_LIMIT = 100;

    public MessageQuery {
        if (fromSequence != null && fromSequence < 1) {
            throw ProblemException.invalid("fromSequence", "must be at least 1");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.invalid("limit", "must be from 1 to " + MAX_LIMIT);
        }
    }
}
