package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.stream.Decision.Rollup;
import io.vagus.storage.StoredMessage;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a message may be stored, and as what, in nats-server's order of checks. Pure: it changes nothing. Limits of
 * storage come behind it.
 */
final class PublishRules {
    private static final int MAX_HEADER_BYTES = 65_535;

    private PublishRules() {}

    static Decision decide(PublishView view, Inbound message, byte[] subject, long now) {
        StreamConfig config = view.config();
        if (config.sealed()) {
            return new Decision.Refuse(ErrorCode.STREAM_SEALED.error());
        }
        byte[] headers = message.headers();
        if (headers != null) {
            headers = HeaderBlock.without(headers, HeaderNames.CLIENT_INFO);
        }
        ApiError size = sizeError(config, headers, message.payload());
        if (size != null) {
            return new Decision.Refuse(size);
        }
        if (headers == null) {
            return config.allowCounter()
                    ? new Decision.Refuse(ErrorCode.MESSAGE_INCR_MISSING.error())
                    : new Decision.Store(subject, null, message.payload(), 0, "", Rollup.NONE, null, null);
        }
        return new Check(view, message, subject, headers, now).decide();
    }

    static @Nullable ApiError sizeError(StreamConfig config, byte @Nullable [] headers, byte[] payload) {
        int head = headers == null ? 0 : headers.length;
        if (config.maxMessageBytes() >= 0 && (long) head + payload.length > config.maxMessageBytes()) {
            return ErrorCode.STREAM_MESSAGE_EXCEEDS_MAXIMUM.error();
        }
        return head > MAX_HEADER_BYTES ? ErrorCode.STREAM_HEADER_EXCEEDS_MAXIMUM.error() : null;
    }

    /** One message with headers. */
    private static final class Check {
        private final PublishView view;
        private final StreamConfig config;
        private final Inbound message;
        private final byte[] subject;
        private final String subjectText;
        private final long now;
        private byte @Nullable [] headers;
        private byte[] payload;
        private @Nullable BigInteger increment;
        private @Nullable String counterValue;
        private @Nullable String purgedSchedule;

        Check(PublishView view, Inbound message, byte[] subject, byte[] headers, long now) {
            this.view = view;
            this.config = view.config();
            this.message = message;
            this.subject = subject;
            this.subjectText = new String(subject, UTF_8);
            this.headers = headers;
            this.payload = message.payload();
            this.now = now;
        }

        private String header(byte[] name) {
            return HeaderBlock.text(headers, name);
        }

        Decision decide() {
            ApiError error = refusal();
            if (error != null) {
                return new Decision.Refuse(error);
            }
            String messageId = header(HeaderNames.MESSAGE_ID);
            if (!messageId.isEmpty() && !config.isMirror()) {
                long sequence = view.duplicateOf(messageId, now);
                if (sequence != 0) {
                    return new Decision.Duplicate(sequence);
                }
            }
            String expected = header(HeaderNames.EXPECTED_LAST_MESSAGE_ID);
            if (!expected.isEmpty() && !expected.equals(view.lastMessageId())) {
                return new Decision.Refuse(ErrorCode.STREAM_WRONG_LAST_MSG_ID.error(view.lastMessageId()));
            }
            String rollup = header(HeaderNames.ROLLUP).toLowerCase(Locale.ROOT);
            error = rollupError(rollup);
            error = error == null ? count() : error;
            error = error == null ? sizeError(config, headers, payload) : error;
            if (error != null) {
                return new Decision.Refuse(error);
            }
            long ttl = MessageTtl.parse(header(HeaderNames.TTL));
            if (ttl == MessageTtl.INVALID) {
                return new Decision.Refuse(ErrorCode.MESSAGE_TTL_INVALID.error());
            }
            return store(messageId, rollup, raised(ttl));
        }

        private Decision store(String messageId, String rollup, long ttl) {
            Rollup removes = rollup.isEmpty() || !config.allowRollup() || config.denyPurge()
                    ? Rollup.NONE
                    : rollup.equals("sub") ? Rollup.SUBJECT : Rollup.ALL;
            return new Decision.Store(subject, headers, payload, ttl, messageId, removes, counterValue, purgedSchedule);
        }

        /** With delete markers, a message must live as long as a marker that may be there. */
        private long raised(long ttl) {
            long least = config.subjectDeleteMarkerTtlNanos() / 1_000_000_000L;
            if (ttl <= 0 || config.subjectDeleteMarkerTtlNanos() <= 0 || config.maxMessagesPerSubject() == 1) {
                return ttl;
            }
            if (ttl >= least) {
                return ttl;
            }
            headers = HeaderBlock.with(HeaderBlock.without(headers, HeaderNames.TTL), "Nats-TTL", Long.toString(least));
            return least;
        }

        private @Nullable ApiError refusal() {
            ApiError error = incrementError();
            if (error != null) {
                return error;
            }
            String stream = header(HeaderNames.EXPECTED_STREAM);
            if (!stream.isEmpty() && !stream.equals(config.name())) {
                return ErrorCode.STREAM_NOT_MATCH.error();
            }
            long ttl = MessageTtl.parse(header(HeaderNames.TTL));
            if (!message.sourced() && ttl != 0 && ttl != MessageTtl.INVALID && !config.allowMessageTtl()) {
                return ErrorCode.MESSAGE_TTL_DISABLED.error();
            }
            error = expectedSequenceError();
            if (error != null || message.sourced()) {
                return error;
            }
            error = scheduleError();
            if (error == null) {
                error = schedulerError();
            }
            if (error == null && HeaderBlock.has(headers, HeaderNames.STREAM_SOURCE)) {
                error = ErrorCode.MESSAGE_SOURCE_HDR_NOT_ALLOWED.error();
            }
            return error;
        }

        private @Nullable ApiError incrementError() {
            String text = header(HeaderNames.INCREMENT);
            if (text.isEmpty()) {
                return null;
            }
            BigInteger value = Counters.number(text);
            if (value == null) {
                return ErrorCode.MESSAGE_INCR_INVALID.error();
            }
            increment = value;
            if (message.sourced()) {
                return null;
            }
            if (!config.allowCounter()) {
                return ErrorCode.MESSAGE_INCR_DISABLED.error();
            }
            if (payload.length > 0) {
                return ErrorCode.MESSAGE_INCR_PAYLOAD.error();
            }
            boolean incompatible = HeaderBlock.has(headers, HeaderNames.ROLLUP)
                    || HeaderBlock.has(headers, HeaderNames.EXPECTED_STREAM)
                    || HeaderBlock.has(headers, HeaderNames.EXPECTED_LAST_MESSAGE_ID)
                    || HeaderBlock.has(headers, HeaderNames.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT)
                    || HeaderBlock.has(headers, HeaderNames.EXPECTED_LAST_SEQUENCE)
                    || HeaderBlock.has(headers, HeaderNames.EXPECTED_LAST_SUBJECT_SEQUENCE);
            return incompatible ? ErrorCode.MESSAGE_INCR_INVALID.error() : null;
        }

        private @Nullable ApiError expectedSequenceError() {
            String ofSubject = header(HeaderNames.EXPECTED_LAST_SUBJECT_SEQUENCE);
            String other = header(HeaderNames.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT);
            if (!ofSubject.isEmpty()) {
                StoredMessage last = view.last(other.isEmpty() ? subjectText : other);
                long found = last == null ? 0 : last.sequence();
                if (found != MessageTtl.Digits.parse(ofSubject)) {
                    return ErrorCode.STREAM_WRONG_LAST_SEQUENCE.error(Long.toUnsignedString(found));
                }
            } else if (!other.isEmpty()) {
                return ErrorCode.STREAM_EXPECTED_LAST_SEQ_PER_SUBJECT_INVALID.error();
            }
            String expected = header(HeaderNames.EXPECTED_LAST_SEQUENCE);
            if (!expected.isEmpty() && MessageTtl.Digits.parse(expected) != view.lastSequence()) {
                return ErrorCode.STREAM_WRONG_LAST_SEQUENCE.error(Long.toUnsignedString(view.lastSequence()));
            }
            return null;
        }

        private @Nullable ApiError scheduleError() {
            Schedule.Reading reading = Schedule.read(headers, now, now);
            if (reading.error() != null) {
                return config.allowSchedules() ? reading.error() : ErrorCode.MESSAGE_SCHEDULES_DISABLED.error();
            }
            if (reading.isNone()) {
                return null;
            }
            if (!config.allowSchedules()) {
                return ErrorCode.MESSAGE_SCHEDULES_DISABLED.error();
            }
            ApiError error = ScheduleRules.error(config, headers, subjectText);
            if (error != null) {
                return error;
            }
            String rollup = header(HeaderNames.ROLLUP).toLowerCase(Locale.ROOT);
            if (rollup.isEmpty()) {
                headers = HeaderBlock.with(headers, "Nats-Rollup", "sub");
            } else if (!rollup.equals("sub")) {
                return ErrorCode.MESSAGE_SCHEDULES_ROLLUP_INVALID.error();
            }
            return null;
        }

        private @Nullable ApiError schedulerError() {
            String next = header(HeaderNames.SCHEDULE_NEXT);
            String scheduler = header(HeaderNames.SCHEDULER);
            if (next.isEmpty()) {
                return scheduler.isEmpty() ? null : ErrorCode.MESSAGE_SCHEDULES_SCHEDULER_INVALID.error();
            }
            if (!next.equals("purge")
                    || scheduler.isEmpty()
                    || scheduler.equals(subjectText)
                    || !ScheduleRules.isLiteral(scheduler)) {
                return ErrorCode.MESSAGE_SCHEDULES_SCHEDULER_INVALID.error();
            }
            if (!config.allowSchedules()) {
                return ErrorCode.MESSAGE_SCHEDULES_DISABLED.error();
            }
            StoredMessage last = view.last(scheduler);
            return last != null && !HeaderBlock.has(last.headers(), HeaderNames.SCHEDULE)
                    ? ErrorCode.MESSAGE_SCHEDULES_SCHEDULER_INVALID.error()
                    : null;
        }

        private @Nullable ApiError rollupError(String rollup) {
            if (!rollup.isEmpty()) {
                if ((!config.allowRollup() || config.denyPurge()) && !message.sourced()) {
                    return ErrorCode.STREAM_ROLLUP_FAILED_F.error("rollup not permitted");
                }
                if (!rollup.equals("sub") && !rollup.equals("all")) {
                    return ErrorCode.STREAM_ROLLUP_FAILED_F.error("rollup value invalid: \"" + rollup + "\"");
                }
            }
            if (increment == null && config.allowCounter()) {
                return ErrorCode.MESSAGE_INCR_MISSING.error();
            }
            if (header(HeaderNames.SCHEDULE_NEXT).equals("purge") && config.allowRollup() && !config.denyPurge()) {
                String scheduler = header(HeaderNames.SCHEDULER);
                purgedSchedule = scheduler.isEmpty() ? null : scheduler;
            }
            return null;
        }

        private @Nullable ApiError count() {
            BigInteger by = increment;
            if (by == null || !config.allowCounter()) {
                return null;
            }
            Counters.Outcome outcome = Counters.add(view.last(subjectText), by, subjectText, headers, payload);
            if (outcome == null) {
                return ErrorCode.MESSAGE_COUNTER_BROKEN.error();
            }
            headers = outcome.headers();
            payload = outcome.payload();
            counterValue = outcome.value();
            int head = headers == null ? 0 : headers.length;
            return (long) head + payload.length > view.maxPayloadBytes()
                    ? ErrorCode.STREAM_MESSAGE_EXCEEDS_MAXIMUM.error()
                    : null;
        }
    }
}
