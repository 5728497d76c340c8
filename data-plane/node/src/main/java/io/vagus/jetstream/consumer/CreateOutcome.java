package io.vagus.jetstream.consumer;

import io.vagus.jetstream.api.ApiError;

/** What became of a request for a consumer. */
sealed interface CreateOutcome {

    /** It is there, new or changed. */
    record Present(Consumer consumer) implements CreateOutcome {}

    /** It is not, or not so. */
    record Refused(ApiError error) implements CreateOutcome {}
}
