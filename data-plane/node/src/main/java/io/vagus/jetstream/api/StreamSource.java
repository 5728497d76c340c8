package io.vagus.jetstream.api;

import io.vagus.jetstream.api.StreamConfig.SubjectTransformConfig;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another stream that messages come from.
 *
 * @param startSequence the first sequence wanted; 0 for all
 * @param startTime the time of the first message wanted; null for all
 * @param filterSubject what is wanted; empty for all; excludes transforms
 * @param transforms what is wanted and what it becomes
 * @param external how another account's or domain's API is reached; null for a stream of the same account
 * @param consumer a consumer made beforehand (ADR-60); null for one of the stream's own
 */
public record StreamSource(
        String name,
        long startSequence,
        @Nullable Instant startTime,
        String filterSubject,
        List<SubjectTransformConfig> transforms,
        @Nullable External external,
        @Nullable ConsumerReference consumer) {

    /** The way to another account or domain. */
    public record External(String apiPrefix, String deliverPrefix) {}

    /** A consumer made beforehand. */
    public record ConsumerReference(String name, String deliverSubject) {}

    /** What tells two sources of one stream apart: name, filters and what they become. */
    public String indexName() {
        String name = external == null ? this.name : this.name + ":" + hash(external.apiPrefix());
        StringBuilder text = new StringBuilder(name);
        if (consumer != null) {
            text.append(":C=").append(hash(consumer.name()));
        }
        if (transforms.isEmpty()) {
            text.append(' ')
                    .append(filterSubject.isEmpty() ? ">" : filterSubject)
                    .append(" >");
        } else {
            text.append(' ');
            for (int i = 0; i < transforms.size(); i++) {
                SubjectTransformConfig each = transforms.get(i);
                text.append(i == 0 ? "" : "\f").append(each.source().isEmpty() ? ">" : each.source());
            }
            text.append(' ');
            for (int i = 0; i < transforms.size(); i++) {
                SubjectTransformConfig each = transforms.get(i);
                text.append(i == 0 ? "" : "\f").append(each.destination().isEmpty() ? ">" : each.destination());
            }
        }
        return text.toString();
    }

    private static String hash(String text) {
        return NameHash.of(text);
    }
}
