package io.vagus.controlplane.provisioning;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages inside an account, sent and asked as a user of it whom nobody else sees: signed in with a token of minutes that
 * the account's own key signs, with no more rights than the errand needs. Calls block; call them on a thread that may.
 *
 * <p>Works against every server that takes the account's tokens. Failures to reach one end in a problem: 409 when the account
 * lets nobody in, 503 when nothing answers.
 */
public interface AccountWire {

    /** What a connection is for; it may do nothing else. */
    enum Errand {
        /** Ask JetStream's API. */
        JETSTREAM,
        /** Publish anywhere in the account, and hear the answers. */
        PUBLISH,
        /** Take streams out and bring them in: JetStream's API, and the chunks of snapshots. */
        BACKUP,
        /** Hear what is published in the account. */
        LISTEN
    }

    /**
     * One message that came back.
     *
     * @param status the status that a server put into the headers, such as 404; 0 without one
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Reply(String subject, int status, Map<String, List<String>> headers, byte[] data) {

        public String text() {
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    /** One connection for as long as a piece of work takes; not to be kept. Its calls block, and end in a problem as the wire's do. */
    interface Line {

        String newInbox();

        /** Everything that comes to a subject from now on, at most {@code maxWaiting} messages at once: what comes then is lost. */
        Heard hear(String subject, int maxWaiting);

        /** Sends a message; it is at the server some time after. */
        void send(String subject, @Nullable String replyTo, Map<String, List<String>> headers, byte[] message);

        /** Sends a question and waits for its answer. */
        Reply ask(String subject, Map<String, List<String>> headers, byte[] question);

        /** Returns when the server has what was sent, and heard. */
        void flush();
    }

    /** What comes to a subject. */
    interface Heard {

        /** The next message; null when none came in time. */
        @Nullable
        Arrival next(Duration patience);

        /** How many were lost because nobody took them in time. */
        long lost();
    }

    /** A message with the subject that it asks its answer to. */
    record Arrival(@Nullable String replyTo, Reply message) {}

    /** What is done over a line. */
    interface Work<T extends @Nullable Object> {
        T over(Line line);
    }

    /** Does one piece of work over one connection; what it heard ends with it. */
    <T extends @Nullable Object> T over(String accountKey, Errand errand, Work<T> work);

    /** Sends a question and returns the first answer; null when nobody is there who could answer. */
    @Nullable
    Reply ask(String accountKey, Errand errand, String subject, Map<String, List<String>> headers, byte[] question);

    /** Sends a message that nobody answers; it is at the server when this returns. */
    void publish(String accountKey, String subject, Map<String, List<String>> headers, byte[] message);

    /**
     * Sends a message whose answers come to {@code replySubjectHeader}'s value and gathers them.
     *
     * @param replySubjectHeader the header that gets an inbox as its value; without, the inbox is the reply subject
     * @param quiet how long nothing more may come before the gathering ends
     */
    List<Reply> gather(
            String accountKey,
            String subject,
            Map<String, List<String>> headers,
            byte[] message,
            @Nullable String replySubjectHeader,
            Duration quiet,
            int max);
}
