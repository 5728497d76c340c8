package io.vagus.simulation;

import static io.vagus.simulation.SimulatedNode.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.simulation.StreamModel.Expected;
import io.vagus.simulation.StreamModel.Kind;
import io.vagus.simulation.StreamModel.Sent;
import io.vagus.simulation.StreamModel.Stored;
import io.vagus.storage.StoreCipher;
import io.vagus.storage.StoreEncryption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One run: publishers, consumers, operators, a disk that fills up and fails, ends of the process and of the machine, all out of one seed. Each answer is compared with a
 * naive model; after each start what clients were told is looked for.
 */
final class JetStreamSimulation {

    private static final List<String> TOKENS = List.of("a", "b", "c", "d");
    private static final int PAYLOADS = 600;

    /** How often in a row everybody who behaves may be owed no less than before; an acknowledgement waits for up to 5 s. */
    private static final int MOST_IDLE = 60;

    private static final int LEAST_IDLE = 20;

    /** How a life ends. */
    private enum End {
        STOP,
        KILL,
        POWER
    }

    /** What has happened, for those who ask whether anything has. */
    enum Event {
        ACKNOWLEDGED,
        DUPLICATE,
        REFUSED,
        BATCH,
        FAST_BATCH,
        DELIVERED,
        REDELIVERED,
        CONFIRMED,
        READ,
        PURGED,
        DELETED,
        UPDATED,
        STREAM_AGAIN,
        CONSUMER_AGAIN,
        RESTORED,
        STOP,
        KILL,
        POWER,
        NO_SPACE,
        FAILED_DEVICE,
        CHECK
    }

    final Map<Event, Integer> events = new EnumMap<>(Event.class);
    final SimulatedNode node;
    private final Random random;
    private final boolean always;
    private final @Nullable StoreCipher cipher;
    private int keys;
    private final List<StreamModel> streams = new ArrayList<>();
    private final List<ConsumerModel> consumers = new ArrayList<>();
    private final Observed observed;
    private @Nullable Copies copies;
    private int messages;
    private int names;
    private boolean faulty;
    /** Whether the disk has ever lost what was not synced: a file may end in pieces. */
    private boolean torn;

    private boolean isCreating;
    private @Nullable StreamModel changing;
    private @Nullable ConsumerModel changingConsumer;
    /** What consumers said of themselves when they were there again. */
    private final Map<ConsumerModel, JsonNode> restarted = new LinkedHashMap<>();

    JetStreamSimulation(long seed) {
        // Neighbouring seeds of a Random begin alike.
        random = new Random(new SplittableRandom(seed).nextLong());
        always = random.nextInt(4) != 0;
        int sealing = random.nextInt(4);
        cipher = sealing == 0 ? StoreCipher.AES_GCM : sealing == 1 ? StoreCipher.CHACHA20_POLY1305 : null;
        node = new SimulatedNode(random, always, encryption());
        observed = new Observed(node);
    }

    private @Nullable StoreEncryption encryption() {
        if (cipher == null) {
            return null;
        }
        if (keys == 0 || random.nextInt(4) == 0) {
            keys++;
        }
        return new StoreEncryption("key " + keys, keys > 1 ? "key " + (keys - 1) : null, cipher);
    }

    private void count(Event event) {
        events.merge(event, 1, Integer::sum);
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    // --- the play ----------------------------------------------------------------------------------------------

    void play(int steps) {
        node.start();
        List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
        kinds.remove(Kind.PLAIN);
        while (kinds.size() > 3) {
            kinds.remove(random.nextInt(kinds.size()));
        }
        kinds.add(Kind.PLAIN);
        kinds.forEach(kind -> create(new StreamModel(kind.name(), kind, random)));
        if (random.nextInt(3) == 0) {
            copies = new Copies(node, observed);
            copies.create(plain().name);
        }
        for (int i = 0; i < steps; i++) {
            try {
                step();
                pace();
            } catch (RuntimeException e) {
                if (!node.disk.crashed) {
                    throw e;
                }
            }
            if (node.disk.crashed) {
                restart(End.POWER);
            }
        }
        node.disk.crashAt = Long.MAX_VALUE;
        drain();
        restart(End.STOP);
    }

    /** Threads and disks are quick or slow. */
    private void pace() {
        if (random.nextInt(4) != 0) {
            node.settle();
        }
        for (int i = random.nextInt(4); i > 1; i--) {
            node.sync();
        }
    }

    private void step() {
        int dice = random.nextInt(1000);
        if (dice < 400) {
            publish(any(streams));
        } else if (dice < 420) {
            batch();
        } else if (dice < 440) {
            fastBatch();
        } else if (dice < 560) {
            pull(any(consumers));
        } else if (dice < 780) {
            answer(any(consumers));
        } else if (dice < 860) {
            pass(random.nextInt(3) == 0 ? random.nextLong(3 * SECOND) : random.nextLong(200_000_000L));
        } else if (dice < 900) {
            node.quiesce();
        } else if (dice < 915) {
            purge(any(streams));
        } else if (dice < 930) {
            delete(any(streams));
        } else if (dice < 960) {
            read(any(streams));
        } else if (dice < 965) {
            update(any(streams));
        } else if (dice < 967) {
            again(any(streams));
        } else if (dice < 969) {
            restore(any(streams));
        } else if (dice < 973) {
            again(any(consumers));
        } else if (dice < 978) {
            fault();
        } else if (dice < 983) {
            restart(End.KILL);
        } else if (dice < 985) {
            restart(End.STOP);
        } else if (dice < 992) {
            if (always) {
                node.disk.crashAt = node.disk.operations + 1 + random.nextInt(random.nextBoolean() ? 12 : 150);
            }
        } else {
            node.quiesce();
            streams.forEach(each -> check(each, null));
            consumers.forEach(this::checkCounts);
            if (copies != null && !node.disk.crashed) {
                copies.check(plain());
            }
            count(Event.CHECK);
        }
    }

    private void pass(long nanos) {
        node.settle();
        node.advance(nanos);
        streams.forEach(each -> each.expire(node.now));
    }

    // --- publishing --------------------------------------------------------------------------------------------

    private String text() {
        return "message " + ++messages + " " + "x".repeat(random.nextInt(random.nextInt(10) == 0 ? PAYLOADS : 20));
    }

    private String subject(StreamModel stream) {
        return stream.prefix() + "." + any(TOKENS);
    }

    private boolean isWanted(StreamModel stream, String subject) {
        return stream.kind != Kind.INTEREST
                || consumers.stream().anyMatch(each -> each.stream == stream && each.matches(subject));
    }

    private void publish(StreamModel stream) {
        String subject = subject(stream);
        StringBuilder headers = new StringBuilder();
        String id = "";
        long ttl = 0;
        if (stream.windowNanos > 0 && random.nextInt(3) == 0) {
            id = "id-" + random.nextInt(Math.max(1, messages / 3), messages + 10);
            headers.append("Nats-Msg-Id: ").append(id).append("\r\n");
        }
        boolean retains = stream.retains();
        // Whether a start still finds the id of a message whose time is over depends on when it was removed.
        if (id.isEmpty() && retains && random.nextInt(8) == 0) {
            ttl = 1 + random.nextInt(10);
            headers.append("Nats-TTL: ").append(ttl).append("s\r\n");
        }
        boolean rollup = stream.allowsRollup() && random.nextInt(20) == 0;
        if (rollup) {
            headers.append("Nats-Rollup: sub\r\n");
        }
        int refusal = 0;
        if (!faulty && retains && random.nextInt(stream.kind == Kind.BUCKET ? 2 : 10) == 0) {
            long is = stream.lastOf(subject);
            long said = random.nextInt(3) == 0 ? Math.max(0, is - random.nextInt(3)) : is;
            headers.append("Nats-Expected-Last-Subject-Sequence: ").append(said).append("\r\n");
            refusal = said == is ? 0 : 10071;
        }
        if (!faulty && random.nextInt(15) == 0) {
            long said = random.nextBoolean() ? stream.last : Math.max(0, stream.last - random.nextInt(3));
            headers.append("Nats-Expected-Last-Sequence: ").append(said).append("\r\n");
            refusal = said == stream.last ? refusal : 10071;
        }
        String last = stream.lastMessageId;
        if (!faulty && last != null && !last.isEmpty() && random.nextInt(15) == 0) {
            String said = random.nextBoolean() ? last : "another";
            headers.append("Nats-Expected-Last-Msg-Id: ").append(said).append("\r\n");
            boolean first = refusal == 0 && (id.isEmpty() || stream.duplicateOf(id, node.now) == 0);
            refusal = first && !said.equals(last) ? 10070 : refusal;
        }
        Sent message = new Sent(subject, text(), id, ttl, rollup);
        publish(stream, message, headers.toString(), refusal);
    }

    private void publish(StreamModel stream, Sent message, String headers, int refusal) {
        Expected expected = null;
        if (faulty) {
            stream.sent.put(message.text(), message);
        } else if (refusal != 0) {
            expected = Expected.refused(refusal);
        } else {
            expected = stream.publish(message, node.now, isWanted(stream, message.subject()));
            giveUp(stream, expected.removed());
        }
        Expected should = expected;
        SimulatedNode.Listener answer =
                random.nextInt(10) == 0 && !faulty ? null : got -> acknowledged(stream, message, should, got.text());
        node.publish(message.subject(), headers, message.text().getBytes(UTF_8), answer);
    }

    private void acknowledged(StreamModel stream, Sent message, @Nullable Expected expected, String text) {
        JsonNode answer = Observed.json(text);
        long sequence = answer.path("seq").asLong();
        int error = answer.path("error").path("err_code").asInt();
        if (expected == null) {
            if (error == 0 && !answer.has("duplicate")) {
                count(Event.ACKNOWLEDGED);
                stream.promised.put(sequence, new Stored(sequence, 0, message));
            } else {
                count(Event.REFUSED);
            }
            return;
        }
        assertThat(error).as("%s to %s", text, message).isEqualTo(expected.error());
        if (error != 0) {
            count(Event.REFUSED);
            return;
        }
        assertThat(sequence).as("%s to %s", text, message).isEqualTo(expected.sequence());
        assertThat(answer.path("duplicate").asBoolean())
                .as("%s to %s", text, message)
                .isEqualTo(expected.duplicate());
        if (expected.duplicate()) {
            count(Event.DUPLICATE);
            stream.ever.getOrDefault(sequence, List.of()).stream()
                    .filter(each -> each.sent().messageId().equals(message.messageId()))
                    .forEach(each -> stream.promised.put(sequence, each));
        } else {
            count(Event.ACKNOWLEDGED);
            stream.promise(expected);
        }
    }

    private StreamModel plain() {
        return streams.stream()
                .filter(each -> each.kind == Kind.PLAIN)
                .findFirst()
                .orElseThrow();
    }

    private void batch() {
        if (faulty) {
            return;
        }
        StreamModel stream = plain();
        String id = "batch-" + ++names;
        int size = 1 + random.nextInt(6);
        List<Expected> expected = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            Sent message = new Sent(subject(stream), text(), "", 0, false);
            expected.add(stream.publish(message, node.now, true));
            String headers = "Nats-Batch-Id: " + id + "\r\nNats-Batch-Sequence: " + i + "\r\n";
            boolean isLast = i == size;
            node.publish(
                    message.subject(),
                    headers + (isLast ? "Nats-Batch-Commit: 1\r\n" : ""),
                    message.text().getBytes(UTF_8),
                    isLast ? got -> committed(stream, expected, size, got.text()) : null);
        }
    }

    private void committed(StreamModel stream, List<Expected> expected, int size, String text) {
        JsonNode answer = Observed.json(text);
        assertThat(answer.path("count").asInt()).as(text).isEqualTo(size);
        assertThat(answer.path("seq").asLong())
                .as(text)
                .isEqualTo(expected.getLast().sequence());
        expected.forEach(stream::promise);
        count(Event.BATCH);
    }

    private void fastBatch() {
        StreamModel stream = plain();
        String id = "fast-" + ++names;
        int size = 2 + random.nextInt(40);
        List<Expected> expected = new ArrayList<>();
        List<Sent> all = new ArrayList<>();
        String inbox = "fast." + id;
        node.listen(inbox + ".>", got -> {
            JsonNode answer = Observed.json(got.text());
            assertThat(faulty || !answer.has("error")).as(got.text()).isTrue();
            boolean flows = answer.path("type").asText().equals("ack");
            long stored =
                    flows ? answer.path("seq").asLong() : answer.path("count").asLong();
            if (!faulty) {
                expected.stream().limit(stored).forEach(stream::promise);
            } else if (answer.has("count") && stored == size) {
                long first = answer.path("seq").asLong() - size + 1;
                for (int i = 0; i < size; i++) {
                    stream.promised.put(first + i, new Stored(first + i, 0, all.get(i)));
                }
            }
            count(Event.FAST_BATCH);
        });
        for (int i = 1; i <= size; i++) {
            Sent message = new Sent(subject(stream), text(), "", 0, false);
            all.add(message);
            stream.sent.put(message.text(), message);
            if (!faulty) {
                expected.add(stream.publish(message, node.now, true));
            }
            int operation = i == 1 ? 0 : i == size ? 2 : 1;
            node.publish(
                    message.subject(),
                    inbox + "." + id + ".4.fail." + i + "." + operation + ".$FI",
                    "",
                    message.text().getBytes(UTF_8));
            if (random.nextInt(6) == 0) {
                pace();
            }
        }
    }

    // --- consuming ---------------------------------------------------------------------------------------------

    private void attach(ConsumerModel consumer) {
        for (String end : consumer.pinned ? List.of(".0", ".1") : List.of("")) {
            node.listen(consumer.inbox + end, got -> delivered(consumer, end, got));
        }
    }

    private void pull(ConsumerModel consumer) {
        if (consumer.push) {
            return;
        }
        String end = consumer.pinned ? "." + random.nextInt(2) : "";
        String group = "";
        if (consumer.pinned) {
            String pin = consumer.pin.startsWith(end + " ") ? consumer.pin.substring(end.length() + 1) : "";
            group = ",\"group\":\"g\"" + (pin.isEmpty() ? "" : ",\"id\":\"" + pin + "\"");
        }
        String body = "{\"batch\":" + (1 + random.nextInt(10))
                + (random.nextBoolean() ? ",\"no_wait\":true" : ",\"expires\":" + (1 + random.nextInt(4)) * SECOND)
                + group + "}";
        String subject = "$JS.API.CONSUMER.MSG.NEXT." + consumer.stream.name + "." + consumer.name;
        node.publish(subject, consumer.inbox + end, "", body.getBytes(UTF_8));
    }

    private void delivered(ConsumerModel consumer, String end, SimulatedNode.Message got) {
        if (!got.reply().startsWith("$JS.ACK.")) {
            return;
        }
        String[] tokens = got.reply().split("\\.");
        int n = tokens.length;
        long sequence = Long.parseLong(tokens[n - 4]);
        int times = Integer.parseInt(tokens[n - 5]);
        String what = consumer.stream.name + " > " + consumer.name + " " + sequence;
        StreamModel stream = consumer.stream;
        Sent sent = stream.sent.get(got.text());
        assertThat(sent).as("%s is what somebody sent", what).isNotNull();
        assertThat(got.subject()).as(what).isEqualTo(requireNonNull(sent).subject());
        assertThat(consumer.matches(sent.subject())).as(what).isTrue();
        if (!faulty) {
            Stored stored = stream.ever.getOrDefault(sequence, List.of()).stream()
                    .filter(each -> each.sent().text().equals(got.text()))
                    .findFirst()
                    .orElse(null);
            assertThat(stored).as("%s stands there", what).isNotNull();
            stream.promised.put(sequence, requireNonNull(stored));
        } else if (stream.kind == Kind.PLAIN) {
            stream.promised.put(sequence, new Stored(sequence, 0, sent));
        }
        assertThat(consumer.isSettled(sequence))
                .as("%s was settled and comes again", what)
                .isFalse();
        consumer.uncertain.remove(sequence);
        Integer before = consumer.deliveries.get(sequence);
        assertThat(before == null || times == before + 1)
                .as("%s comes for the %s. time after the %s.", what, times, before)
                .isTrue();
        consumer.deliveries.put(sequence, times);
        consumer.received.merge(sequence, 1, Integer::sum);
        consumer.gaveUp |= consumer.isExhausted(sequence);
        if (consumer.maxDeliver > 0) {
            assertThat(times).as(what).isLessThanOrEqualTo(consumer.maxDeliver);
        }
        Long at = consumer.lastDelivered.put(sequence, got.at());
        if (times == 1) {
            assertThat(sequence).as("%s: first deliveries go up", what).isGreaterThan(consumer.highest);
            consumer.highest = sequence;
            count(Event.DELIVERED);
        } else {
            count(Event.REDELIVERED);
            if (!consumer.hurried.remove(sequence) && at != null) {
                assertThat(got.at() - at)
                        .as("%s comes again before its time", what)
                        .isGreaterThanOrEqualTo(consumer.ackWaitNanos);
            }
        }
        if (consumer.pinned) {
            String pin = got.header("Nats-Pin-Id");
            assertThat(pin).as(what).isNotEmpty();
            assertThat(consumer.pin.endsWith(" " + pin) && !consumer.pin.startsWith(end + " "))
                    .as("%s comes to another than the pinned client", what)
                    .isFalse();
            consumer.pin = end + " " + pin;
        }
        consumer.open.put(sequence, new ConsumerModel.Open(sequence, got.reply()));
    }

    private void answer(ConsumerModel consumer) {
        if (consumer.open.isEmpty()) {
            return;
        }
        ConsumerModel.Open open = any(consumer.openNow());
        consumer.open.remove(open.sequence());
        switch (random.nextInt(10)) {
            case 0 -> hurry(consumer, open, "-NAK");
            case 1 -> hurry(consumer, open, "-NAK {\"delay\":700000000}");
            case 2 -> settle(consumer, open, "+TERM", null);
            case 3 -> {} // The client forgets it.
            case 4 -> {
                // What is already due comes nevertheless.
                consumer.lastDelivered.computeIfPresent(
                        open.sequence(), (sequence, at) -> node.now - at < consumer.ackWaitNanos ? node.now : at);
                node.publish(open.reply(), "", "+WPI".getBytes(UTF_8), null);
            }
            case 5, 6 -> settle(consumer, open, "+ACK", got -> confirmed(consumer, open.sequence()));
            default -> settle(consumer, open, "+ACK", null);
        }
    }

    private void hurry(ConsumerModel consumer, ConsumerModel.Open open, String word) {
        consumer.hurried.add(open.sequence());
        node.publish(open.reply(), "", word.getBytes(UTF_8), null);
    }

    private void settle(
            ConsumerModel consumer, ConsumerModel.Open open, String word, SimulatedNode.@Nullable Listener answer) {
        consumer.settled.add(open.sequence());
        node.publish(open.reply(), "", word.getBytes(UTF_8), answer);
    }

    private void confirmed(ConsumerModel consumer, long sequence) {
        consumer.confirmed.add(sequence);
        count(Event.CONFIRMED);
    }

    /** Who of the consumers has to do with a message. */
    private List<ConsumerModel> concerned(Stored message) {
        return consumers.stream()
                .filter(each -> each.stream
                                .ever
                                .getOrDefault(message.sequence(), List.of())
                                .contains(message)
                        && each.wants(message))
                .toList();
    }

    /** Whether somebody certainly still has to get it. */
    private boolean isNeeded(StreamModel stream, Stored message) {
        List<ConsumerModel> concerned = concerned(message);
        if (concerned.isEmpty()) {
            return stream.kind == Kind.WORK;
        }
        return concerned.stream()
                .anyMatch(each -> !each.isSettled(message.sequence()) && !each.uncertain.contains(message.sequence()));
    }

    /** Whether nobody needs it, for certain. */
    private boolean isDone(StreamModel stream, Stored message) {
        List<ConsumerModel> concerned = concerned(message);
        if (concerned.isEmpty()) {
            return stream.kind == Kind.INTEREST;
        }
        return concerned.stream().allMatch(each -> each.isSettled(message.sequence()));
    }

    // --- operators ---------------------------------------------------------------------------------------------

    private void purge(StreamModel stream) {
        if (faulty) {
            return;
        }
        if (!stream.retains()) {
            // What is settled has left by now, and the model knows it.
            node.quiesce();
            if (!node.disk.crashed) {
                check(stream, null);
            }
            if (node.disk.crashed) {
                return;
            }
        }
        String subject = random.nextBoolean() ? subject(stream) : null;
        long before = 0;
        long keep = 0;
        switch (random.nextInt(4)) {
            case 0, 1 -> keep = 1 + random.nextInt(10);
            case 2 -> before = Math.max(1, stream.last - random.nextInt(20));
            default -> {}
        }
        String body = "{\"filter\":\"" + (subject == null ? "" : subject) + "\""
                + (before > 0 ? ",\"seq\":" + before : "") + (keep > 0 ? ",\"keep\":" + keep : "") + "}";
        List<Long> removed = stream.purge(subject, before, keep);
        giveUp(stream, removed);
        node.publish("$JS.API.STREAM.PURGE." + stream.name, "", body.getBytes(UTF_8), got -> {
            JsonNode answer = Observed.json(got.text());
            assertThat(answer.path("success").asBoolean()).as(got.text()).isTrue();
            assertThat(answer.path("purged").asInt()).as(body).isEqualTo(removed.size());
            stream.gone.addAll(removed);
            count(Event.PURGED);
        });
    }

    /**
     * What had to leave is owed to nobody, also where the node ends before it has removed it for good: consumers may have written down that it is gone.
     */
    private void giveUp(StreamModel stream, List<Long> removed) {
        consumers.stream().filter(each -> each.stream == stream).forEach(each -> each.uncertain.addAll(removed));
    }

    private void delete(StreamModel stream) {
        if (faulty || stream.present.isEmpty() || !stream.retains()) {
            return;
        }
        long sequence = any(new ArrayList<>(stream.present.keySet()));
        List<Long> removed = stream.delete(sequence);
        giveUp(stream, removed);
        String body = "{\"seq\":" + sequence + ",\"no_erase\":" + random.nextBoolean() + "}";
        node.publish("$JS.API.STREAM.MSG.DELETE." + stream.name, "", body.getBytes(UTF_8), got -> {
            assertThat(Observed.json(got.text()).path("success").asBoolean())
                    .as(got.text())
                    .isTrue();
            stream.gone.addAll(removed);
            count(Event.DELETED);
        });
    }

    private void read(StreamModel stream) {
        if (faulty || !stream.retains()) {
            return;
        }
        String subject = subject(stream);
        long sequence = stream.lastOf(subject);
        Stored should = stream.present.get(sequence);
        // A mirror may answer for what it copies, and has what is gone there.
        boolean isMirrored = copies != null && stream.kind == Kind.PLAIN;
        if (random.nextBoolean() && !isMirrored) {
            node.publish("$JS.API.DIRECT.GET." + stream.name + "." + subject, "", new byte[0], got -> {
                assertThat(got.text())
                        .as("last of %s", subject)
                        .isEqualTo(should == null ? "" : should.sent().text());
                assertThat(got.header("Nats-Sequence")).isEqualTo(should == null ? "" : Long.toString(sequence));
                count(Event.READ);
            });
        } else {
            String body = "{\"last_by_subj\":\"" + subject + "\"}";
            node.publish("$JS.API.STREAM.MSG.GET." + stream.name, "", body.getBytes(UTF_8), got -> {
                Observed.Read read = Observed.message(got.text());
                assertThat(read == null ? 0 : read.sequence()).as(body).isEqualTo(sequence);
                count(Event.READ);
            });
        }
    }

    private void update(StreamModel stream) {
        if (faulty || stream.maxMessages < 0) {
            return;
        }
        node.settle();
        stream.maxMessages = 5 + random.nextInt(60);
        List<Long> removed = new ArrayList<>();
        stream.enforceTotal(removed);
        giveUp(stream, removed);
        String answer = node.ask("STREAM.UPDATE." + stream.name, stream.config());
        if (answer != null) {
            assertThat(answer).doesNotContain("\"error\"");
            count(Event.UPDATED);
        }
    }

    private void create(StreamModel stream) {
        streams.add(stream);
        changing = stream;
        isCreating = true;
        String answer = node.ask("STREAM.CREATE." + stream.name, stream.config());
        if (answer == null) {
            return;
        }
        assertThat(answer).doesNotContain("\"error\"").contains("\"messages\":0");
        isCreating = false;
        changing = null;
        equip(stream);
    }

    /** Gives a new stream its consumers. */
    private void equip(StreamModel stream) {
        List<String> filters = switch (stream.kind) {
            case PLAIN -> List.of("", "b");
            case WORK -> random.nextBoolean() ? List.of("") : List.of("a", "b");
            case INTEREST -> random.nextBoolean() ? List.of("", "a") : List.of("a", "b");
            default -> List.of(random.nextBoolean() ? "" : "c");
        };
        for (String filter : filters) {
            if (node.disk.crashed) {
                // The one before was perhaps made, and this one is not asked for any more.
                return;
            }
            create(new ConsumerModel(stream, "C" + ++names, filter, 0, random));
        }
    }

    private void create(ConsumerModel consumer) {
        consumers.add(consumer);
        changingConsumer = consumer;
        attach(consumer);
        String answer =
                node.ask("CONSUMER.DURABLE.CREATE." + consumer.stream.name + "." + consumer.name, consumer.config());
        if (answer != null) {
            assertThat(answer).doesNotContain("\"error\"");
            // One that pushes is answered before it is durable.
            node.quiesce();
            changingConsumer = node.disk.crashed ? consumer : null;
        }
    }

    private void again(StreamModel stream) {
        if (faulty) {
            return;
        }
        Copies of = stream.kind == Kind.PLAIN ? copies : null;
        if (of != null) {
            of.delete();
        }
        changing = stream;
        if (node.ask("STREAM.DELETE." + stream.name, "") == null) {
            return;
        }
        streams.remove(stream);
        consumers.removeIf(each -> each.stream == stream);
        create(new StreamModel(stream.name, stream.kind, random));
        if (of != null && !node.disk.crashed) {
            of.create(stream.name);
        }
        count(Event.STREAM_AGAIN);
    }

    /** An operator takes a backup, deletes the stream and takes the backup back. */
    private void restore(StreamModel stream) {
        if (faulty || stream.kind == Kind.PLAIN && copies != null) {
            return;
        }
        node.quiesce();
        if (node.disk.crashed) {
            return;
        }
        check(stream, null);
        Backup backup = node.disk.crashed ? null : Backup.of(node, stream.name, ++names);
        if (backup == null) {
            return;
        }
        changing = stream;
        if (node.ask("STREAM.DELETE." + stream.name, "") == null || !backup.putBack(stream.name)) {
            return;
        }
        changing = null;
        count(Event.RESTORED);
        for (ConsumerModel each : consumers) {
            JsonNode info = each.stream != stream ? null : observed.consumer(stream.name, each.name);
            if (info != null) {
                each.restarted(true);
                // What was delivered while the backup was on its way is not in it.
                each.deliveries.clear();
                each.highest = 0;
                restarted.put(each, info);
            }
        }
        node.now += 1_000_000;
        if (!node.disk.crashed) {
            streams.forEach(each -> each.expire(node.now));
            check(stream, End.STOP);
            restarted.forEach(this::checkFloor);
        }
        restarted.clear();
    }

    private void again(ConsumerModel consumer) {
        if (faulty || consumer.stream.kind == Kind.WORK) {
            return;
        }
        node.quiesce();
        changingConsumer = consumer;
        // Where the node ends within, what only this one was interested in may have left before it.
        consumer.uncertain.addAll(consumer.stream.present.keySet());
        if (node.ask("CONSUMER.DELETE." + consumer.stream.name + "." + consumer.name, "") == null) {
            return;
        }
        changingConsumer = null;
        consumers.remove(consumer);
        boolean retains = consumer.stream.kind != Kind.INTEREST;
        if (!retains) {
            consumer.stream.present.values().removeIf(each -> isDone(consumer.stream, each));
        }
        long start = !retains || random.nextBoolean() ? consumer.stream.last : 0;
        create(new ConsumerModel(consumer.stream, "C" + ++names, consumer.filter, start, random));
        count(Event.CONSUMER_AGAIN);
    }

    // --- faults ------------------------------------------------------------------------------------------------

    private void fault() {
        node.quiesce();
        if (node.disk.crashed || node.disk.crashAt != Long.MAX_VALUE) {
            return;
        }
        faulty = true;
        plain().promised.keySet().retainAll(plain().present.keySet());
        boolean full = random.nextBoolean();
        if (full) {
            node.disk.capacity = node.disk.used() + random.nextInt(4000);
        } else {
            node.disk.failAt = node.disk.operations + 1 + random.nextInt(40);
        }
        for (int i = 20 + random.nextInt(60); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> pull(any(consumers));
                case 1, 2 -> answer(any(consumers));
                case 3 -> pass(random.nextLong(200_000_000L));
                case 4 -> fastBatch();
                default -> publish(plain());
            }
            pace();
        }
        node.disk.failAt = Long.MAX_VALUE;
        node.disk.capacity = Long.MAX_VALUE;
        if (full) {
            node.quiesce();
            int before = events.getOrDefault(Event.ACKNOWLEDGED, 0);
            publish(plain(), new Sent(subject(plain()), text(), "", 0, false), "", 0);
            node.quiesce();
            assertThat(events.getOrDefault(Event.ACKNOWLEDGED, 0))
                    .as("a message is stored when there is room again; the node said %s", node.errors)
                    .isEqualTo(before + 1);
            count(Event.NO_SPACE);
        } else {
            count(Event.FAILED_DEVICE);
        }
        restart(any(List.of(End.values())));
    }

    private void restart(End how) {
        boolean told = false;
        boolean exact = false;
        if (how == End.STOP) {
            node.stop();
            told = !faulty && !node.disk.crashed;
            exact = !faulty && !node.disk.crashed;
            if (node.disk.crashed) {
                node.losePower();
            }
        } else if (how == End.KILL || !always) {
            if (random.nextBoolean()) {
                node.settle();
            }
            if (node.disk.crashed) {
                node.losePower();
            } else {
                node.kill();
            }
        } else {
            node.losePower();
        }
        count(Event.valueOf(how.name()));
        boolean settled = told;
        torn |= faulty || how == End.POWER;
        node.encryption(encryption());
        node.now += 1_000_000 + random.nextInt(1_000_000);
        node.errors.clear();
        node.disk.crashAt = Long.MAX_VALUE;
        node.start();
        streams.forEach(each -> each.expire(node.now));
        boolean complete = exact;
        StreamModel before = plain();
        for (StreamModel each : List.copyOf(streams)) {
            find(each, settled, complete);
        }
        if (copies != null && !node.disk.crashed) {
            copies.restarted(plain(), plain() != before || changing == before);
        }
        faulty = false;
        changing = null;
        isCreating = false;
        changingConsumer = null;
        node.quiesce();
        if (!torn) {
            assertThat(node.errors).as("nothing is damaged").isEmpty();
        }
    }

    /** What has become of a stream. */
    private void find(StreamModel stream, boolean told, boolean exact) {
        JsonNode info = observed.info(stream.name);
        boolean unsure = changing == stream;
        if (info == null) {
            assertThat(unsure).as("%s is there", stream.name).isTrue();
            streams.remove(stream);
            consumers.removeIf(each -> each.stream == stream);
            create(new StreamModel(stream.name, stream.kind, random));
            return;
        }
        if (exact) {
            stream.present.values().forEach(each -> stream.promised.put(each.sequence(), each));
        }
        for (ConsumerModel each : List.copyOf(consumers)) {
            if (each.stream == stream) {
                find(each, told);
            }
        }
        if (unsure && isCreating) {
            assertThat(info.path("state").path("messages").asLong())
                    .as("a new stream is empty")
                    .isZero();
        }
        check(stream, told ? End.STOP : End.POWER);
        restarted.forEach(this::checkFloor);
        restarted.clear();
        if (consumers.stream().noneMatch(each -> each.stream == stream)) {
            equip(stream);
        }
    }

    private void find(ConsumerModel consumer, boolean told) {
        JsonNode info = observed.consumer(consumer.stream.name, consumer.name);
        if (info == null) {
            assertThat(changingConsumer == consumer || changing == consumer.stream)
                    .as("%s of %s is there", consumer.name, consumer.stream.name)
                    .isTrue();
            consumers.remove(consumer);
            return;
        }
        consumer.restarted(told);
        attach(consumer);
        restarted.put(consumer, info);
    }

    // --- looking -----------------------------------------------------------------------------------------------

    /** Compares a stream with its model; after an end, with what was promised. */
    private void check(StreamModel stream, @Nullable End after) {
        JsonNode info = requireNonNull(observed.info(stream.name));
        if (node.disk.crashed) {
            return;
        }
        java.util.TreeMap<Long, Stored> found = new java.util.TreeMap<>();
        for (Observed.Read read : observed.messages(stream.name)) {
            Sent sent = stream.sent.get(read.text());
            assertThat(sent)
                    .as("%s %s was sent: %s", stream.name, read.sequence(), read.text())
                    .isNotNull();
            assertThat(read.subject()).isEqualTo(requireNonNull(sent).subject());
            found.put(read.sequence(), new Stored(read.sequence(), read.time(), sent));
        }
        if (node.disk.crashed) {
            return;
        }
        JsonNode state = info.path("state");
        long last = state.path("last_seq").asLong();
        assertThat(state.path("messages").asInt()).as(stream.name).isEqualTo(found.size());
        boolean keeps = stream.retains();
        found.forEach((sequence, each) -> {
            String what = stream.name + " " + sequence;
            if (!faulty || stream.kind != Kind.PLAIN) {
                assertThat(stream.ever.getOrDefault(sequence, List.of()))
                        .as("%s was stored there", what)
                        .contains(each);
            }
            assertThat(stream.gone.contains(sequence))
                    .as("%s was removed", what)
                    .isFalse();
            if (!keeps && !faulty) {
                assertThat(isDone(stream, each))
                        .as("%s is kept for nobody", what)
                        .isFalse();
            }
        });
        stream.promised.forEach((sequence, each) -> {
            assertThat(last).as(stream.name).isGreaterThanOrEqualTo(sequence);
            boolean due = faulty && stream.kind == Kind.PLAIN && !isExpired(each)
                    || stream.present.containsKey(sequence) && (keeps || isNeeded(stream, each));
            Stored is = found.get(sequence);
            assertThat(is != null || !due)
                    .as("%s %s was acknowledged and is lost", stream.name, sequence)
                    .isTrue();
            if (is != null) {
                assertThat(is.sent()).as("%s %s", stream.name, sequence).isEqualTo(each.sent());
            }
        });
        if (stream.maxPerSubject > 0) {
            Map<String, Integer> bySubject = new java.util.HashMap<>();
            found.values()
                    .forEach(each -> assertThat(bySubject.merge(each.sent().subject(), 1, Integer::sum))
                            .isLessThanOrEqualTo((int) stream.maxPerSubject));
        }
        if (after == null) {
            assertThat(last).as(stream.name).isEqualTo(stream.last);
            if (keeps) {
                assertThat(found.keySet()).as(stream.name).isEqualTo(stream.present.keySet());
            } else {
                stream.present.keySet().retainAll(found.keySet());
            }
        } else {
            stream.maxMessages = info.path("config").path("max_msgs").asLong();
            stream.resume(found, last, node.now);
        }
        if (stream.maxMessages > 0) {
            assertThat((long) found.size()).isLessThanOrEqualTo(stream.maxMessages);
        }
    }

    private boolean isExpired(Stored each) {
        return each.sent().ttlSeconds() > 0;
    }

    /** What a consumer says of itself agrees with what the stream holds. */
    private void checkCounts(ConsumerModel consumer) {
        JsonNode info = observed.consumer(consumer.stream.name, consumer.name);
        if (info == null) {
            assertThat(node.disk.crashed).isTrue();
            return;
        }
        long delivered = info.path("delivered").path("stream_seq").asLong();
        long pending = consumer.stream.present.tailMap(Math.max(delivered, consumer.start), false).values().stream()
                .filter(each -> consumer.matches(each.sent().subject()))
                .count();
        assertThat(info.path("num_pending").asLong())
                .as("pending of %s: %s", consumer.name, info)
                .isEqualTo(pending);
        int waiting = info.path("num_ack_pending").asInt();
        assertThat(waiting).isLessThanOrEqualTo(consumer.maxAckPending);
        long open = consumer.stream.present.headMap(delivered, true).values().stream()
                .filter(each -> consumer.wants(each) && !consumer.isSettled(each.sequence()))
                .count();
        assertThat((long) waiting)
                .as("acknowledgements that %s waits for: %s", consumer.name, info)
                .isLessThanOrEqualTo(open);
        long floor = info.path("ack_floor").path("stream_seq").asLong();
        assertThat(floor).as("floor of %s", consumer.name).isGreaterThanOrEqualTo(consumer.floor);
        consumer.floor = floor;
    }

    /** What was confirmed as settled is so after a restart, and only what was settled. */
    private void checkFloor(ConsumerModel consumer, JsonNode info) {
        consumer.received.keySet().removeIf(sequence -> sequence > consumer.stream.last);
        long floor = info.path("ack_floor").path("stream_seq").asLong();
        long least = 0;
        boolean isSettled = true;
        for (Stored each : consumer.stream.present.values()) {
            if (!consumer.wants(each)) {
                continue;
            }
            // What is given up holds the floor, as with nats-server.
            isSettled &= consumer.confirmed.contains(each.sequence()) && !consumer.gaveUp;
            least = isSettled ? each.sequence() : least;
            assertThat(each.sequence() > floor || consumer.mayBeDoneWith(each.sequence()))
                    .as("%s of %s has %s behind it: %s", consumer.name, consumer.stream.name, each.sequence(), info)
                    .isTrue();
        }
        assertThat(floor)
                .as("%s of %s went back: %s", consumer.name, consumer.stream.name, info)
                .isGreaterThanOrEqualTo(least);
    }

    /** Everybody behaves: in the end nothing is owed. */
    private void drain() {
        long least = Long.MAX_VALUE;
        for (int idle = 0; idle < MOST_IDLE && (least > 0 || idle < LEAST_IDLE); idle++) {
            for (ConsumerModel consumer : consumers) {
                pull(consumer);
            }
            node.quiesce();
            for (ConsumerModel consumer : consumers) {
                for (ConsumerModel.Open each : consumer.openNow()) {
                    consumer.open.remove(each.sequence());
                    settle(consumer, each, "+ACK", got -> confirmed(consumer, each.sequence()));
                }
            }
            node.quiesce();
            pass(SECOND / 2);
            long owed = consumers.stream().mapToLong(this::owed).sum() + missing();
            idle = owed < least ? 0 : idle;
            least = Math.min(least, owed);
        }
        node.quiesce();
        for (StreamModel stream : streams) {
            check(stream, null);
            for (Stored each : stream.present.values()) {
                for (ConsumerModel consumer : concerned(each)) {
                    assertThat(consumer.mayBeDoneWith(each.sequence()))
                            .as("%s of %s owes %s", consumer.name, stream.name, each.sequence())
                            .isTrue();
                }
            }
        }
        consumers.forEach(this::checkCounts);
        assertThat(missing()).as("messages that copies do not have").isZero();
        if (copies != null) {
            copies.check(plain());
        }
    }

    private long missing() {
        return copies == null ? 0 : copies.missing(plain());
    }

    private long owed(ConsumerModel consumer) {
        JsonNode info = requireNonNull(observed.consumer(consumer.stream.name, consumer.name));
        return info.path("num_pending").asLong() + info.path("num_ack_pending").asLong();
    }
}
