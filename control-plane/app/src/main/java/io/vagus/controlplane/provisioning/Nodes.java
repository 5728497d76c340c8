package io.vagus.controlplane.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The nodes, as far as the public operator contract shows them. Calls block; call them on a thread that may.
 *
 * <p>A map of answers is by server id; a server that did not answer in time is not in it.
 */
public interface Nodes {

    /** A server's word on an order. */
    sealed interface Answer {

        /** The server says that it did it. */
        record Accepted() implements Answer {}

        /** The server says that it did not. */
        record Refused(String reason) implements Answer {}
    }

    /**
     * What a server really works with for an account.
     *
     * @param jwt the account's token; null when the server has not loaded the account, since nobody used it yet
     */
    record AccountInfo(@Nullable String jwt, boolean expired) {}

    /** What a server counted for one account since it started: messages and bytes of payload and headers. */
    record AccountTraffic(
            String accountKey,
            long connections,
            long subscriptions,
            long receivedMessages,
            long receivedBytes,
            long sentMessages,
            long sentBytes) {}

    /**
     * A client's connection.
     *
     * @param userKey the public key of the user it came as; empty when the server does not say
     * @param kind {@code Client}, {@code Leafnode}, …
     */
    record NodeConnection(
            long cid,
            String userKey,
            String name,
            String address,
            String kind,
            String language,
            String version,
            Instant start,
            long subscriptions,
            long pendingBytes,
            long inMessages,
            long outMessages,
            long inBytes,
            long outBytes,
            String roundTrip) {}

    /** The connections of an account on each server, at most {@value #MAX_CONNECTIONS} of each. */
    Map<String, List<NodeConnection>> connections(String accountKey);

    int MAX_CONNECTIONS = 1024;

    /** Has a server close one connection; false when it does not answer or does not know it. */
    boolean kick(String server, long cid);

    /** The servers that answered lately; empty when none can be reached. */
    Set<String> servers();

    /** Gives every server an account's token. */
    Map<String, Answer> update(String accountJwt);

    /** Gives every server the order, signed by the operator, to delete accounts. */
    Map<String, Answer> delete(String deletionJwt);

    /** What each server works with. */
    Map<String, AccountInfo> info(String accountKey);

    /** The tokens that the servers have stored, one for each that has any. */
    List<String> lookup(String accountKey);

    /** The accounts that each server has stored. */
    Map<String, Set<String>> list();

    /** What each server counted for these accounts, also for those that nobody uses at the moment. */
    Map<String, List<AccountTraffic>> traffic(Set<String> accountKeys);

    /**
     * Asks every server something of {@code $SYS.REQ.SERVER.>} or {@code $SYS.REQ.ACCOUNT.>}.
     *
     * @param question JSON, or empty
     * @return each server's whole answer: {@code server} says who it is, most have {@code data} or {@code error}
     */
    Map<String, JsonNode> ask(String subject, String question);

    /**
     * Asks one server something of {@code $SYS.REQ.SERVER.<id>.>} and waits for nobody else.
     *
     * @param what the end of the subject, such as {@code CONNZ}
     * @return its whole answer, as of {@link #ask}; null when there is none
     */
    @Nullable
    JsonNode askOne(String server, String what, String question);

    /**
     * Has {@code heard} take every event on a subject of {@code $SYS.ACCOUNT.>}, from now on whenever the nodes can be reached,
     * one after another and without blocking. What happens meanwhile, and what comes faster than it is taken, is lost.
     */
    void onEvent(String subject, Consumer<JsonNode> heard);

    /** Has {@code action} run, on a thread that may block, whenever nodes can be reached again. */
    void onReachable(Runnable action);
}
