package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.Discard;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the messages of one batch in order, each against the stream as the ones before it will leave it. For one commit. */
final class BatchRules implements PublishView {
    private final Stream stream;
    private final PublishView now;
    private final long time;
    private final List<Decision.Store> accepted = new ArrayList<>();
    private final Set<String> messageIds = new HashSet<>();
    private final Map<String, StoredMessage> lastStaged = new HashMap<>();
    private final Map<String, Integer> countOf = new HashMap<>();
    private long bytes;

    BatchRules(Stream stream, long time) {
        this.stream = stream;
        this.now = stream.view();
        this.time = time;
    }

    List<Decision.Store> accepted() {
        return accepted;
    }

    /** Why the batch cannot be stored; null when this message is good. */
    @Nullable
    ApiError check(Inbound message) {
        byte[] headers = message.headers();
        if (HeaderBlock.has(headers, HeaderNames.EXPECTED_LAST_MESSAGE_ID)) {
            return ErrorCode.ATOMIC_PUBLISH_UNSUPPORTED_HEADER_BATCH.error("Nats-Expected-Last-Msg-Id");
        }
        byte[] subjectBytes = stream.transformed(message.subject());
        String subject = new String(subjectBytes, UTF_8);
        ApiError error = constancy(headers, subject);
        if (error != null) {
            return error;
        }
        Decision decision = PublishRules.decide(this, message, subjectBytes, time);
        if (decision instanceof Decision.Store store) {
            return stage(store, subject);
        }
        return decision instanceof Decision.Refuse refusal
                ? refusal.error()
                : ErrorCode.ATOMIC_PUBLISH_CONTAINS_DUPLICATE_MESSAGE.error();
    }

    /** What a batch may expect and roll up only before it has touched it itself. */
    private @Nullable ApiError constancy(byte @Nullable [] headers, String subject) {
        String messageId = HeaderBlock.text(headers, HeaderNames.MESSAGE_ID);
        if (!messageId.isEmpty() && !messageIds.add(messageId)) {
            return ErrorCode.ATOMIC_PUBLISH_CONTAINS_DUPLICATE_MESSAGE.error();
        }
        if (accepted.isEmpty()) {
            return null;
        }
        String expected = HeaderBlock.text(headers, HeaderNames.EXPECTED_LAST_SEQUENCE);
        if (!expected.isEmpty() && MessageTtl.Digits.parse(expected) == lastSequence()) {
            return ErrorCode.STREAM_WRONG_LAST_SEQUENCE_CONSTANT.error();
        }
        String other = HeaderBlock.text(headers, HeaderNames.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT);
        if (HeaderBlock.has(headers, HeaderNames.EXPECTED_LAST_SUBJECT_SEQUENCE)
                && lastStaged.containsKey(other.isEmpty() ? subject : other)) {
            return ErrorCode.STREAM_WRONG_LAST_SEQUENCE_CONSTANT.error();
        }
        String rollup = HeaderBlock.text(headers, HeaderNames.ROLLUP).toLowerCase(Locale.ROOT);
        if (rollup.equals("sub") && lastStaged.containsKey(subject)) {
            return ErrorCode.STREAM_ROLLUP_FAILED_F.error("batch rollup sub invalid");
        }
        return rollup.equals("all") ? ErrorCode.STREAM_ROLLUP_FAILED_F.error("batch rollup all invalid") : null;
    }

    private @Nullable ApiError stage(Decision.Store store, String subject) {
        StreamStore messages = stream.store();
        byte[] headers = store.headers();
        bytes += messages.sizeOf(store.subject().length, headers == null ? 0 : headers.length, store.payload().length);
        accepted.add(store);
        lastStaged.put(
                subject,
                new StoredMessage(lastSequence(), time, store.subject(), headers, store.payload(), store.ttlSeconds()));
        int count = countOf.merge(subject, 1, Integer::sum);
        StreamConfig config = config();
        if (config.discard() != Discard.NEW) {
            return null;
        }
        if (config.maxMessages() > 0 && messages.messages() + accepted.size() > config.maxMessages()) {
            return ErrorCode.STREAM_STORE_FAILED_F.error("maximum messages exceeded");
        }
        if (config.maxBytes() > 0 && messages.bytes() + bytes > config.maxBytes()) {
            return ErrorCode.STREAM_STORE_FAILED_F.error("maximum bytes exceeded");
        }
        if (config.discardNewPerSubject()
                && config.maxMessagesPerSubject() > 0
                && !HeaderBlock.has(headers, HeaderNames.ROLLUP)
                && messages.subjectMessages(store.subject()) + count > config.maxMessagesPerSubject()) {
            return ErrorCode.STREAM_STORE_FAILED_F.error("maximum messages per subject exceeded");
        }
        return null;
    }

    @Override
    public StreamConfig config() {
        return now.config();
    }

    @Override
    public long lastSequence() {
        return now.lastSequence() + accepted.size();
    }

    @Override
    public String lastMessageId() {
        return now.lastMessageId();
    }

    @Override
    public @Nullable StoredMessage last(String subject) {
        StoredMessage staged = lastStaged.get(subject);
        return staged == null ? now.last(subject) : staged;
    }

    @Override
    public long duplicateOf(String messageId, long when) {
        return now.duplicateOf(messageId, when);
    }

    @Override
    public long maxPayloadBytes() {
        return now.maxPayloadBytes();
    }
}
