package io.vagus.jetstream.stream;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Why a message is not stored, as the trace of a message tells it: in other words than its publisher hears. Source: nats-server. */
final class TracedRefusal {

    private TracedRefusal() {}

    static String text(ApiError error, byte @Nullable [] headers, PublishView view) {
        int number = error.number();
        if (number == ErrorCode.STREAM_WRONG_LAST_SEQUENCE.error().number()) {
            return wrongSequence(error.description(), headers);
        }
        if (number == ErrorCode.STREAM_WRONG_LAST_MSG_ID.error().number()) {
            return "last msgid mismatch: \"" + HeaderBlock.text(headers, HeaderNames.EXPECTED_LAST_MESSAGE_ID)
                    + "\" vs \"" + view.lastMessageId() + "\"";
        }
        if (number == ErrorCode.STREAM_MESSAGE_EXCEEDS_MAXIMUM.error().number()) {
            return "maximum payload exceeded";
        }
        boolean numbered = number == ErrorCode.STREAM_SEALED.error().number()
                || number == ErrorCode.INSUFFICIENT_RESOURCES.error().number();
        return numbered ? error.description() + " (" + number + ")" : error.description();
    }

    private static String wrongSequence(String description, byte @Nullable [] headers) {
        String found = description.substring(description.lastIndexOf(' ') + 1);
        String ofSubject = HeaderBlock.text(headers, HeaderNames.EXPECTED_LAST_SUBJECT_SEQUENCE);
        String expected = HeaderBlock.text(headers, HeaderNames.EXPECTED_LAST_SEQUENCE);
        return ofSubject.isEmpty()
                ? "last sequence mismatch: " + expected + " vs " + found
                : "last sequence by subject mismatch: " + ofSubject + " vs " + found;
    }
}
