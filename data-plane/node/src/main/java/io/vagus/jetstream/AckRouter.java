package io.vagus.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.consumer.AckSubject;
import io.vagus.jetstream.consumer.ReplySubjects;
import io.vagus.protocol.Publication;
import io.vagus.subject.Subjects;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes acknowledgements of one account's messages on the event loops, takes their subjects apart there, and hands them to the shard of their
 * stream. There are as many of them as messages, each with a subject of its own that begins like many others: what that beginning names is
 * remembered. Safe for all loops: what is remembered never changes, so one that reads an older place finds its way all the same.
 */
final class AckRouter {

    private static final int SHORT_TOKENS = 9;
    private static final int LONG_TOKENS = 11;

    /** Beginnings that are remembered; a power of two. */
    private static final int REMEMBERED = 64;

    /** What is done with an acknowledgement that reached its stream, and whether its consumer took it. */
    interface Outcome {
        void taken(StreamPlace place, Publication message, boolean taken);
    }

    private final AccountStreams streams;
    private final byte[] scoped;
    private final Outcome outcome;
    private final @Nullable Named[] remembered = new Named[REMEMBERED];

    /** A stream and a consumer, and the subject's beginning that names them, with the dot behind it. */
    private record Named(byte[] beginning, String stream, String consumer) {
        boolean begins(byte[] subject, int length) {
            return length == beginning.length && Arrays.equals(beginning, 0, length, subject, 0, length);
        }
    }

    AckRouter(AccountStreams streams, @Nullable String domain, Outcome outcome) {
        this.streams = streams;
        this.scoped = ("$JS.ACK." + ReplySubjects.scope(domain, streams.name())).getBytes(UTF_8);
        this.outcome = outcome;
    }

    /** Takes both forms (see {@link ReplySubjects}); what is of neither finds nobody. */
    boolean offer(Publication message) {
        byte[] subject = message.subject();
        int tokens = tokens(subject);
        boolean isScoped = tokens >= LONG_TOKENS && Subjects.startsWith(subject, scoped);
        if (!isScoped && tokens != SHORT_TOKENS) {
            return false;
        }
        int first = isScoped ? 4 : 2;
        int numbers = behind(subject, first + 2);
        Named named = named(subject, first, numbers);
        StreamPlace place = streams.find(named.stream());
        if (place == null) {
            return false;
        }
        AckSubject ack = AckSubject.parse(subject, numbers);
        String consumer = named.consumer();
        place.shard().execute(now -> {
            boolean taken = !place.stream().isStopped()
                    && place.stream().consumers().acknowledge(consumer, ack, message.reply(), payload(message), now);
            outcome.taken(place, message, taken);
        });
        return true;
    }

    private static int tokens(byte[] subject) {
        int tokens = 1;
        for (byte each : subject) {
            tokens += each == '.' ? 1 : 0;
        }
        return tokens;
    }

    /** Where a token begins, by its number. */
    private static int behind(byte[] subject, int number) {
        int at = 0;
        for (int passed = 0; passed < number; at++) {
            passed += subject[at] == '.' ? 1 : 0;
        }
        return at;
    }

    private Named named(byte[] subject, int first, int end) {
        int hash = 0;
        for (int i = Math.max(0, end - 16); i < end; i++) {
            hash = 31 * hash + subject[i];
        }
        int place = (hash ^ hash >>> 12) & (REMEMBERED - 1);
        Named known = remembered[place];
        if (known != null && known.begins(subject, end)) {
            return known;
        }
        int stream = behind(subject, first);
        int consumer = behind(subject, first + 1);
        Named named = new Named(
                Arrays.copyOf(subject, end),
                new String(subject, stream, consumer - 1 - stream, UTF_8),
                new String(subject, consumer, end - 1 - consumer, UTF_8));
        remembered[place] = named;
        return named;
    }

    private static byte[] payload(Publication message) {
        int head = message.headerLength();
        byte[] content = message.content();
        return head <= 0 ? content : Arrays.copyOfRange(content, head, content.length);
    }
}
