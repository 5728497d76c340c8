package io.vagus.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one peer heard, as lines that two servers can be compared by: one line an operation, ids and times masked. Deliveries
 * of one message to several subscriptions of the peer are put in the order of their sids, since servers are free there.
 */
final class Transcript {

    static final String END = "<end>";

    private static final String SAID_AGAIN = "-ERR 'Invalid Publish Subject'";

    private final byte[] bytes;
    private final Masks masks;
    private final List<String> lines = new ArrayList<>();
    private final List<String> sameMessage = new ArrayList<>();
    private String message = "";
    private int at;

    private Transcript(byte[] bytes, Masks masks) {
        this.bytes = bytes;
        this.masks = masks;
    }

    static List<String> of(byte[] heard, boolean ended, Masks masks) {
        Transcript transcript = new Transcript(heard, masks);
        transcript.read();
        if (ended) {
            transcript.lines.add(END);
        }
        return transcript.lines;
    }

    private void read() {
        while (at < bytes.length) {
            int end = lineEnd();
            if (end < 0) {
                add("<rest> " + text(at, bytes.length));
                at = bytes.length;
            } else {
                String line = text(at, end);
                at = end + 2;
                operation(line);
            }
        }
        flush();
    }

    private void operation(String line) {
        if (line.equals("PING")) {
            // When a server asks is a matter of its clock.
            return;
        }
        String[] words = line.split(" +");
        if (line.startsWith("INFO ")) {
            add("INFO " + masks.json(line.substring(5).strip()));
        } else if (words[0].equals("MSG") && words.length >= 4 && isNumber(words[words.length - 1])) {
            delivery(words, 0);
        } else if (words[0].equals("HMSG")
                && words.length >= 5
                && isNumber(words[words.length - 1])
                && isNumber(words[words.length - 2])) {
            delivery(words, Integer.parseInt(words[words.length - 2]));
        } else {
            add(masks.text(line));
        }
    }

    private void delivery(String[] words, int headerLength) {
        int size = Integer.parseInt(words[words.length - 1]);
        int end = Math.min(bytes.length, at + size);
        String header = text(at, Math.min(end, at + headerLength));
        String payload = text(at + Math.min(headerLength, size), end);
        at = Math.min(bytes.length, end + 2);
        boolean hasReply = words.length - (headerLength > 0 ? 2 : 1) == 4;
        String reply = hasReply ? " reply=" + masks.subject(words[3]) : "";
        String content = masks.subject(words[1]) + reply + masks.header(header) + " " + masks.payload(payload);
        String line = words[0] + " sid=" + words[2] + " " + content;
        if (!content.equals(message)) {
            flush();
            message = content;
        }
        sameMessage.add(line);
    }

    private static boolean isNumber(String word) {
        return word.matches("\\d{1,9}");
    }

    private void add(String line) {
        flush();
        // nats-server says this once more for each time that a message comes in pieces.
        if (!line.equals(SAID_AGAIN) || lines.isEmpty() || !lines.getLast().equals(line)) {
            lines.add(line);
        }
    }

    private void flush() {
        Collections.sort(sameMessage);
        lines.addAll(sameMessage);
        sameMessage.clear();
        message = "";
    }

    private int lineEnd() {
        for (int i = at; i + 1 < bytes.length; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private String text(int from, int to) {
        return new String(bytes, from, Math.max(0, to - from), StandardCharsets.ISO_8859_1);
    }
}
