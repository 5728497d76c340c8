package io.vagus.differential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One scenario held with two servers at once, step by step, each step after both have gone silent. */
final class Conversation {

    private static final Pattern CLIENT_ID = Pattern.compile("\"client_id\":(\\d+)");
    private static final Pattern PIN = Pattern.compile("Nats-Pin-Id: (\\S+)");
    /** Subjects of which an answer is waited for: there is one nearly always. */
    private static final Pattern AWAITED = Pattern.compile("SUB (_(?:ANSWER|H)\\.\\S+) ");
    /** Longest wait for an answer; then there is none. */
    private static final long MOST_ANSWER_MILLIS = 1_500;

    private final Side ours;
    private final Side real;
    private final AtomicLong lastHeard = new AtomicLong(System.nanoTime());
    private final int lane;
    private final long quietMillis;

    Conversation(RunningServer ours, RunningServer real, int lane, long quietMillis, Masks masks) {
        this.ours = new Side(ours, masks);
        this.real = new Side(real, masks);
        this.lane = lane;
        this.quietMillis = quietMillis;
    }

    /** What differs, one text a place; empty when the servers are alike. */
    List<String> differences(Scenario scenario) throws IOException, InterruptedException {
        try {
            String speaker = "";
            for (Step step : scenario.steps()) {
                speaker = step(step, speaker);
            }
            Waiting.forSilence(lastHeard, quietMillis);
            return compare(ours.transcript(scenario.loose()), real.transcript(scenario.loose()));
        } finally {
            ours.close();
            real.close();
        }
    }

    private String step(Step step, String speaker) throws IOException, InterruptedException {
        switch (step) {
            case Step.Send send -> {
                if (!speaker.isEmpty() && !speaker.equals(send.peer())) {
                    Waiting.forSilence(lastHeard, quietMillis);
                }
                byte[] bytes = filled(send.bytes());
                ours.send(send, bytes);
                real.send(send, bytes);
                if (send.settled()) {
                    awaitAnswer(send.peer(), bytes);
                    Waiting.forSilence(lastHeard, quietMillis);
                }
                return send.peer();
            }
            case Step.Close close -> {
                Waiting.forSilence(lastHeard, quietMillis);
                ours.peer(close.peer()).close();
                real.peer(close.peer()).close();
                return close.peer() + "!";
            }
            case Step.Wait wait -> {
                Waiting.pause(wait.millis());
                return speaker;
            }
            case Step.Page page -> {
                Waiting.forSilence(lastHeard, quietMillis);
                ours.read(page.path());
                real.read(page.path());
                return speaker;
            }
        }
    }

    /** Waits until both servers have answered a request: one that is busy is not silent. */
    private void awaitAnswer(String peer, byte[] bytes) throws IOException, InterruptedException {
        Matcher subject = AWAITED.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_ANSWER_MILLIS);
        while (subject.find()) {
            String answer = "MSG " + subject.group(1) + " ";
            while (System.nanoTime() < end && !(ours.hasHeard(peer, answer) && real.hasHeard(peer, answer))) {
                Waiting.pause(1);
            }
        }
    }

    /** The credentials of this lane in place of their mark. */
    private byte[] filled(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.contains("{{")) {
            return bytes;
        }
        return text.replace("{{auth}}", "\"user\":\"u" + lane + "\",\"pass\":\"p" + lane + "\"")
                .replace("{{lane}}", Integer.toString(lane))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> compare(Map<String, List<String>> ours, Map<String, List<String>> real) {
        List<String> found = new ArrayList<>();
        real.forEach((what, theirs) -> {
            List<String> mine = ours.getOrDefault(what, List.of());
            if (!mine.equals(theirs)) {
                found.add(what + "\n" + aligned(mine, theirs));
            }
        });
        return found;
    }

    /** Both sides from the first line in which they differ. */
    private static String aligned(List<String> mine, List<String> theirs) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (from < mine.size() && from < theirs.size() && mine.get(from).equals(theirs.get(from))) {
            from++;
        }
        int most = Math.min(from + 6, Math.max(mine.size(), theirs.size()));
        for (int i = from; i < most; i++) {
            out.append("      ours ")
                    .append(i < mine.size() ? mine.get(i) : "-")
                    .append('\n');
            out.append("      real ")
                    .append(i < theirs.size() ? theirs.get(i) : "-")
                    .append('\n');
        }
        return out.toString();
    }

    /** One server in this conversation. */
    private final class Side {
        private final RunningServer server;
        private final Masks masks;
        private final Map<String, Peer> peers = new LinkedHashMap<>();
        private final Map<String, List<String>> pages = new TreeMap<>();

        Side(RunningServer server, Masks masks) {
            this.server = server;
            this.masks = masks;
        }

        Peer peer(String name) throws IOException, InterruptedException {
            Peer known = peers.get(name);
            if (known != null) {
                return known;
            }
            Peer peer = new Peer(server.port(), lastHeard);
            peers.put(name, peer);
            peer.awaitGreeting();
            return peer;
        }

        void send(Step.Send step, byte[] bytes) throws IOException, InterruptedException {
            peer(step.peer()).send(withPin(bytes), step.pieceBytes());
        }

        boolean hasHeard(String peer, String text) throws IOException, InterruptedException {
            Peer one = peer(peer);
            return one.ended() || new String(one.heard(), StandardCharsets.ISO_8859_1).contains(text);
        }

        /** The pin that this server gave last, in place of its mark. */
        private byte[] withPin(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (!text.contains("{{pin}}")) {
                return bytes;
            }
            String pin = "-".repeat(22);
            for (Peer peer : peers.values()) {
                Matcher given = PIN.matcher(new String(peer.heard(), StandardCharsets.ISO_8859_1));
                while (given.find()) {
                    pin = given.group(1);
                }
            }
            return text.replace("{{pin}}", pin).getBytes(StandardCharsets.ISO_8859_1);
        }

        void read(String path) throws IOException {
            pages.put("page " + path, List.of(masks.payload(server.page(path))));
        }

        Map<String, List<String>> transcript(boolean loose) throws IOException {
            Map<String, List<String>> all = new TreeMap<>(pages);
            for (Map.Entry<String, Peer> entry : peers.entrySet()) {
                Peer peer = entry.getValue();
                byte[] heard = peer.heard();
                List<String> lines = Transcript.of(heard, peer.ended(), masks);
                if (loose) {
                    Collections.sort(lines);
                }
                all.put("peer " + entry.getKey(), lines);
                all.put("peer " + entry.getKey() + " in connz", List.of(connection(heard)));
            }
            return all;
        }

        private String connection(byte[] heard) throws IOException {
            Matcher id = CLIENT_ID.matcher(new String(heard, StandardCharsets.ISO_8859_1));
            if (!id.find()) {
                return "no client id";
            }
            return masks.payload(server.page("/connz?state=any&auth=1&subs=detail&cid=" + id.group(1)));
        }

        void close() throws IOException {
            for (Peer peer : peers.values()) {
                peer.close();
            }
        }
    }
}
