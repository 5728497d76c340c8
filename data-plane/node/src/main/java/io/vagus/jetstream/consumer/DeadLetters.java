package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.storage.StoredMessage;
import io.vagus.subject.Pattern;
import io.vagus.subject.Subjects;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a consumer's lost messages go, when its metadata says so under {@value #SUBJECT}: one that was delivered as often as
 * it may be, or that was terminated, is published to that subject with its headers and where it came from:
 * {@code Vagus-Dead-Letter-Reason} (max_deliveries, or terminated and perhaps why), {@code -Stream}, {@code -Subject},
 * {@code -Sequence}, {@code -Consumer}, {@code -Deliveries}, {@code -Time}. When somebody took it, for the consumer it
 * counts as acknowledged. nats-server has no such thing and ignores the key.
 */
final class DeadLetters {

    static final String SUBJECT = "vagus.dead_letter.subject";
    private static final String HEADER = "Vagus-Dead-Letter-";

    private final ConsumerHost host;

    DeadLetters(ConsumerHost host) {
        this.host = host;
    }

    /** What is wrong with the option; null when nothing is. */
    static @Nullable String complaint(Map<String, String> metadata, ConsumerConfig config, StreamTerms terms) {
        String subject = metadata.get(SUBJECT);
        if (subject == null) {
            return null;
        }
        if (!Subjects.isLiteral(subject.getBytes(UTF_8))) {
            return "dead letter subject is not valid";
        }
        Pattern target = Pattern.of(subject);
        boolean stored = terms.subjects().stream().anyMatch(each -> target.isWithin(Pattern.of(each)));
        boolean consumed = config.filters().isEmpty()
                || config.filters().stream().anyMatch(each -> target.isWithin(Pattern.of(each)));
        return stored && consumed ? "dead letter subject forms a cycle" : null;
    }

    /** Publishes a message that this consumer gives up. Returns whether somebody took it. */
    boolean send(Consumer consumer, long sequence, long deliveries, String reason) {
        String subject = consumer.config().metadata().get(SUBJECT);
        StoredMessage message = subject == null ? null : host.store().load(sequence);
        if (subject == null || message == null) {
            return false;
        }
        String lines = line("Reason", reason)
                + line("Stream", host.terms().stream())
                + line("Subject", new String(message.subject(), UTF_8))
                + line("Sequence", Long.toString(sequence))
                + line("Consumer", consumer.name())
                + line("Deliveries", Long.toString(deliveries))
                + line("Time", Long.toString(message.timestampNanos()));
        boolean taken =
                host.publish(subject.getBytes(UTF_8), HeaderBlocks.with(message.headers(), lines), message.payload());
        if (taken) {
            consumer.count().deadLettered++;
        } else {
            host.warn("JetStream consumer '" + host.terms().account() + " > " + host.terms().stream() + " > "
                    + consumer.name() + "': nobody takes dead letters on \"" + subject + "\"");
        }
        return taken;
    }

    private static String line(String name, String value) {
        return HEADER + name + ": " + value.replace('\r', ' ').replace('\n', ' ') + "\r\n";
    }
}
