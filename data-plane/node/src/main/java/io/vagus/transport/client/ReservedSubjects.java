package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vagus.subject.Subjects;

/** Subject spaces that clients must not publish to, or name as a reply. Source: nats-server server/client.go. */
final class ReservedSubjects {

    private static final byte[] GATEWAY_REPLY = "_GR_.".getBytes(US_ASCII);
    private static final byte[] OLD_GATEWAY_REPLY = "$GR.".getBytes(US_ASCII);
    private static final byte[] RAFT = "$NRG.".getBytes(US_ASCII);
    private static final byte[] SERVICE_REPLY = "_R_.".getBytes(US_ASCII);
    private static final byte[] ACKNOWLEDGEMENT = "$JS.ACK.".getBytes(US_ASCII);

    private ReservedSubjects() {}

    static boolean isGatewayReply(byte[] subject) {
        return (subject.length > GATEWAY_REPLY.length && Subjects.startsWith(subject, GATEWAY_REPLY))
                || (subject.length > OLD_GATEWAY_REPLY.length && Subjects.startsWith(subject, OLD_GATEWAY_REPLY));
    }

    static boolean isRaft(byte[] subject) {
        return Subjects.startsWith(subject, RAFT);
    }

    /** Whether no client may ask for answers there. */
    static boolean isForbiddenReply(byte[] reply) {
        return Subjects.startsWith(reply, SERVICE_REPLY)
                || isGatewayReply(reply)
                || (reply.length > ACKNOWLEDGEMENT.length && Subjects.startsWith(reply, ACKNOWLEDGEMENT));
    }

    /** Whether a reply with these first four bytes, little-endian, has to be looked at more closely. */
    static boolean maybeForbidden(int firstBytes) {
        return firstBytes == word("_R_.")
                || firstBytes == word("_GR_")
                || firstBytes == word("$GR.")
                || firstBytes == word("$JS.");
    }

    private static int word(String text) {
        return text.charAt(0) | text.charAt(1) << 8 | text.charAt(2) << 16 | text.charAt(3) << 24;
    }
}
