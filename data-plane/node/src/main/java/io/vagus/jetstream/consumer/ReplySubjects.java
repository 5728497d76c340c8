package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.api.NameHash;
import org.jspecify.annotations.Nullable;

/**
 * Where the clients of one stream's consumers send acknowledgements and answers to flow control (ADR-15):
 * {@code $JS.ACK.<stream>.<consumer>.…}, {@code $JS.FC.<stream>.<consumer>.<id>}; the scoped form, which
 * {@code feature_flags.js_ack_fc_v2} asks for, has {@code <domain or _>.<hash of the account>} before the stream. Both are heard,
 * whichever is given.
 */
public final class ReplySubjects {
    private static final String NO_DOMAIN = "_";

    private final ConsumerHost host;
    private final boolean scoped;
    private @Nullable String front;

    ReplySubjects(ConsumerHost host, boolean scoped) {
        this.host = host;
        this.scoped = scoped;
    }

    /** What stands before the stream's name in the scoped form, its dot included. */
    public static String scope(@Nullable String domain, String account) {
        return (domain == null ? NO_DOMAIN : domain) + "." + NameHash.of(account) + ".";
    }

    /** The part of all acknowledgement subjects of a consumer, up to and with the dot behind its name. */
    byte[] acknowledgements(String consumer) {
        return ("$JS.ACK." + front() + consumer + ".").getBytes(UTF_8);
    }

    /** Where the answer to one request for flow control goes. */
    String flowControl(String consumer, String id) {
        return "$JS.FC." + front() + consumer + "." + id;
    }

    private String front() {
        String known = front;
        if (known == null) {
            StreamTerms terms = host.terms();
            known = (scoped ? scope(terms.domain(), terms.account()) : "") + terms.stream() + ".";
            front = known;
        }
        return known;
    }
}
