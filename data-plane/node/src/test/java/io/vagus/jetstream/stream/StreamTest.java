package io.vagus.jetstream.stream;

import static io.vagus.jetstream.stream.FakeWorld.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.base.framing.FrameWriter;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.Discard;
import io.vagus.jetstream.api.StreamConfig.Retention;
import io.vagus.jetstream.snapshot.ArchiveEntry;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import io.vagus.transport.MessageTrace;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StreamTest {

    private static FakeWorld world(Consumer<StreamConfig.Draft> change) {
        StreamConfig.Draft draft = new StreamConfig.Draft();
        draft.subjects = List.of("s.>");
        change.accept(draft);
        return new FakeWorld(draft);
    }

    private static String stored(FakeWorld world, String subject) {
        StoredMessage message = world.stream.store().last(SubjectFilter.of(subject));
        return message == null ? "" : new String(message.payload(), UTF_8);
    }

    @Test
    void acknowledgesWithTheSequence() {
        FakeWorld world = world(draft -> {});
        assertThat(world.publish("s.a", "x")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
        assertThat(world.publish("s.a", "x")).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
    }

    @Test
    void storesAMessageIdOnceWithinTheWindow() {
        FakeWorld world = world(draft -> draft.duplicateWindowNanos = SECOND);
        world.publish("s.a", "x", "Nats-Msg-Id", "1");
        assertThat(world.publish("s.a", "y", "Nats-Msg-Id", "1"))
                .isEqualTo("{\"stream\":\"S\",\"seq\":1,\"duplicate\": true}");
        world.pass(2 * SECOND);
        assertThat(world.publish("s.a", "z", "Nats-Msg-Id", "1")).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
    }

    @Test
    void refusesAnotherLastSequenceThanExpected() {
        FakeWorld world = world(draft -> {});
        world.publish("s.a", "x");
        assertThat(world.publish("s.a", "x", "Nats-Expected-Last-Sequence", "5"))
                .contains("\"err_code\":10071,\"description\":\"wrong last sequence: 1\"");
        assertThat(world.publish("s.b", "x", "Nats-Expected-Last-Subject-Sequence", "0"))
                .isEqualTo("{\"stream\":\"S\",\"seq\":2}");
    }

    @Test
    void keepsTheNewestOfEachSubject() {
        FakeWorld world = world(draft -> draft.maxMessagesPerSubject = 2);
        for (int i = 0; i < 5; i++) {
            world.publish("s.a", "m" + i);
        }
        assertThat(world.stream.store().messages()).isEqualTo(2);
        assertThat(world.stream.store().firstSequence()).isEqualTo(4);
    }

    @Test
    void refusesWhatIsTooMuchWhenItDiscardsNew() {
        FakeWorld world = world(draft -> {
            draft.maxMessages = 1;
            draft.discard = Discard.NEW;
        });
        world.publish("s.a", "x");
        assertThat(world.publish("s.a", "y")).contains("\"err_code\":10077").contains("maximum messages exceeded");
        assertThat(stored(world, "s.a")).isEqualTo("x");
    }

    @Test
    void anAgeBeyondTheEndOfTimeIsNone() {
        FakeWorld world = world(draft -> draft.maxAgeNanos = Long.MAX_VALUE);
        world.publish("s.a", "x");
        world.pass(1_000_000 * SECOND);
        assertThat(stored(world, "s.a")).isEqualTo("x");
        assertThat(LimitKeeper.expiry(world.stream.config(), SECOND, 0)).isEqualTo(StreamStore.NO_EXPIRY);
    }

    @Test
    void forgetsWhatIsTooOld() {
        FakeWorld world = world(draft -> draft.maxAgeNanos = 10 * SECOND);
        world.publish("s.a", "x");
        world.pass(5 * SECOND);
        world.publish("s.a", "y");
        world.pass(6 * SECOND);
        assertThat(world.stream.store().firstSequence()).isEqualTo(2);
        world.pass(5 * SECOND);
        assertThat(world.stream.store().messages()).isZero();
    }

    @Test
    void sleepsWhileOnlyMessagesThatNeverExpireAreLeft() {
        FakeWorld world = world(draft -> {
            draft.maxAgeNanos = SECOND;
            draft.allowMessageTtl = true;
        });
        world.publish("s.a", "x", "Nats-TTL", "never");
        world.pass(10 * SECOND);
        assertThat(stored(world, "s.a")).isEqualTo("x");
        assertThat(world.alarm).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void leavesAMarkerWhenTheLastMessageOfASubjectExpires() {
        FakeWorld world = world(draft -> draft.subjectDeleteMarkerTtlNanos = 60 * SECOND);
        world.publish("s.a", "x", "Nats-TTL", "60s");
        world.pass(61 * SECOND);
        StoredMessage marker = Objects.requireNonNull(world.stream.store().last(SubjectFilter.of("s.a")));
        assertThat(new String(Objects.requireNonNull(marker.headers()), UTF_8))
                .isEqualTo("NATS/1.0\r\nNats-Marker-Reason: MaxAge\r\nNats-TTL: 1m0s\r\nNats-Rollup: sub\r\n\r\n");
        world.pass(61 * SECOND);
        assertThat(world.stream.store().messages()).isZero();
    }

    @Test
    void countsWithIncrements() {
        FakeWorld world = world(draft -> draft.allowCounter = true);
        world.publish("s.a", "", "Nats-Incr", "5");
        assertThat(world.publish("s.a", "", "Nats-Incr", "-7"))
                .isEqualTo("{\"stream\":\"S\",\"seq\":2,\"val\":\"-2\"}");
        assertThat(stored(world, "s.a")).isEqualTo("{\"val\":\"-2\"}");
        assertThat(world.publish("s.a", "x")).contains("10169");
    }

    @Test
    void storesABatchWholly() {
        FakeWorld world = world(draft -> draft.allowAtomic = true);
        assertThat(world.publish("s.a", "1", "Nats-Batch-Id", "b", "Nats-Batch-Sequence", "1"))
                .isEmpty();
        assertThat(world.stream.store().messages()).isZero();
        assertThat(world.publish(
                        "s.b", "2", "Nats-Batch-Id", "b", "Nats-Batch-Sequence", "2", "Nats-Batch-Commit", "1"))
                .isEqualTo("{\"stream\":\"S\",\"seq\":2,\"batch\":\"b\",\"count\":2}");
        assertThat(world.stream.store().messages()).isEqualTo(2);
    }

    @Test
    void takesABatchOfTheLargestSizeAndRefusesALargerOne() {
        FakeWorld world = world(draft -> draft.allowAtomic = true);
        for (int size = 3; size <= 4; size++) {
            String answer = "";
            for (int i = 1; i <= size; i++) {
                String[] headers = {"Nats-Batch-Id", "b" + size, "Nats-Batch-Sequence", "" + i};
                answer = i < size
                        ? world.publish("s.a", "x", headers)
                        : world.publish(
                                "s.a", "x", headers[0], headers[1], headers[2], headers[3], "Nats-Batch-Commit", "1");
            }
            assertThat(answer).contains(size == 3 ? "\"count\":3" : "\"err_code\":10199");
        }
    }

    @Test
    void givesUpABatchThatIsNotGoneOnWith() {
        FakeWorld world = world(draft -> draft.allowAtomic = true);
        world.publish("s.a", "1", "Nats-Batch-Id", "b", "Nats-Batch-Sequence", "1");
        world.pass(11 * SECOND);
        assertThat(world.advisories).singleElement().asString().contains("\"reason\":\"timeout\"");
        assertThat(world.publish(
                        "s.a", "2", "Nats-Batch-Id", "b", "Nats-Batch-Sequence", "2", "Nats-Batch-Commit", "1"))
                .contains("10176");
    }

    @Test
    void producesScheduledMessages() {
        FakeWorld world = world(draft -> draft.allowSchedules = true);
        world.publish("s.plan", "hello", "Nats-Schedule", "@every 10s", "Nats-Schedule-Target", "s.out");
        world.pass(11 * SECOND);
        assertThat(stored(world, "s.out")).isEqualTo("hello");
        long first = world.stream.store().lastSequence();
        world.pass(10 * SECOND);
        assertThat(world.stream.store().lastSequence()).isEqualTo(first + 1);
    }

    @Test
    void firesAOneShotOnceAndRemovesIt() {
        FakeWorld world = world(draft -> draft.allowSchedules = true);
        world.publish("s.plan", "x", "Nats-Schedule", "@at 2023-11-14T22:13:25Z", "Nats-Schedule-Target", "s.out");
        world.pass(100 * SECOND);
        assertThat(stored(world, "s.out")).isEqualTo("x");
        assertThat(stored(world, "s.plan")).isEmpty();
        assertThat(world.stream.store().messages()).isEqualTo(1);
    }

    @Test
    void refusesWhatTheAccountHasNoRoomFor() {
        FakeWorld world = world(draft -> {});
        world.maxBytes = 60;
        assertThat(world.publish("s.a", "x")).contains("\"seq\":1");
        assertThat(world.publish("s.a", "x".repeat(60))).contains("\"err_code\":10002");
    }

    @Test
    void publishesAgainWhatIsStored() {
        FakeWorld world =
                world(draft -> draft.republish = new StreamConfig.Republish("s.*", "copy.{{wildcard(1)}}", false));
        world.publish("s.a", "x");
        assertThat(world.sent).anySatisfy(each -> {
            assertThat(each.subject()).isEqualTo("copy.a");
            assertThat(each.headers()).contains("Nats-Sequence: 1\r\n").contains("Nats-Last-Sequence: 0\r\n");
        });
    }

    @Test
    void takesAsMuchASecondAsTheMetadataSays() {
        FakeWorld world = world(draft -> draft.metadata = java.util.Map.of(IngestRate.MESSAGES, "2"));
        world.publish("s.a", "1");
        assertThat(world.publish("s.a", "2")).contains("\"seq\":2");
        world.publish("s.a", "3");
        assertThat(world.sent)
                .singleElement()
                .satisfies(each -> assertThat(each.headers()).startsWith("NATS/1.0 429 Too Many Requests"));
        world.pass(SECOND / 2);
        assertThat(world.publish("s.a", "4")).contains("\"seq\":3");
    }

    @Test
    void dropsEverythingWhenInterestDecidesAndThereIsNone() {
        FakeWorld world = world(draft -> {});
        world.publish("s.a", "x");
        world.publish("s.b", "y");
        StreamConfig.Draft draft = world.stream.config().draft();
        draft.retention = StreamConfig.Retention.INTEREST;
        world.stream.update(draft.build(), world.now);
        world.settle();
        assertThat(world.stream.store().messages()).isZero();
        assertThat(world.stream.store().firstSequence()).isEqualTo(3);
    }

    @Test
    void refusesABatchWhoseSequenceIsNoNumber() {
        FakeWorld world = world(draft -> draft.allowAtomic = true);
        assertThat(world.publish("s.a", "1", "Nats-Batch-Id", "b", "Nats-Batch-Sequence", "x"))
                .contains("\"err_code\":10175");
    }

    @Test
    void readsNothingOfABatchOfLessThanNothing() {
        FakeWorld world = world(draft -> {});
        world.publish("s.a", "1");
        world.sent.clear();
        world.stream.direct("in".getBytes(UTF_8), null, "{\"seq\":1,\"batch\":-1}".getBytes(UTF_8), null);
        assertThat(world.sent)
                .singleElement()
                .satisfies(each -> assertThat(each.headers())
                        .startsWith("NATS/1.0 204 EOB\r\nNats-Num-Pending: 1\r\nNats-Last-Sequence: 0\r\n"));
    }

    private static String trace(FakeWorld world, boolean only, String subject, String... headers) {
        List<String> events = new ArrayList<>();
        MessageTrace trace =
                new MessageTrace(() -> Instant.EPOCH, done -> events.add(done.json("{}")), only, "A", Map.of(), 1);
        byte[] block = headers.length == 0 ? null : HeaderBlock.with(null, headers[0], headers[1]);
        Inbound message = new Inbound(subject.getBytes(UTF_8), "reply".getBytes(UTF_8), block, new byte[1], false);
        world.sent.clear();
        world.stream.receiveTraced(message, world.now, only, trace.stream("S"));
        world.settle();
        assertThat(events).isEmpty();
        trace.finish();
        return String.join("", events);
    }

    @Test
    void tellsTheTraceOfAMessageThatItIsStored() {
        FakeWorld world = world(draft -> {});
        assertThat(trace(world, false, "s.a"))
                .contains("\"type\":\"js\"")
                .contains("\"stream\":\"S\",\"subject\":\"s.a\"}");
        assertThat(world.stream.store().messages()).isEqualTo(1);
        assertThat(world.sent).hasSize(1);
    }

    @Test
    void neitherStoresNorAcknowledgesWhatIsOnlyTraced() {
        FakeWorld world = world(draft -> {});
        assertThat(trace(world, true, "s.a")).contains("\"stream\":\"S\",\"subject\":\"s.a\"}");
        assertThat(world.stream.store().lastSequence()).isZero();
        assertThat(world.sent).isEmpty();
        assertThat(trace(world, true, "s.a", "Nats-Batch-Id", "b")).contains("\"type\":\"js\"");
        assertThat(world.stream.store().lastSequence()).isZero();
    }

    @Test
    void tellsTheTraceWhyAMessageIsNotStored() {
        FakeWorld world = world(draft -> draft.retention = Retention.INTEREST);
        assertThat(trace(world, false, "s.a", "Nats-Expected-Last-Sequence", "5"))
                .contains("\"error\":\"last sequence mismatch: 5 vs 0\"")
                .doesNotContain("\"subject\":\"s.a\",\"error\"");
        assertThat(trace(world, true, "s.a", "Nats-Expected-Last-Subject-Sequence", "5"))
                .contains("\"error\":\"last sequence by subject mismatch: 5 vs 0\"");
        assertThat(trace(world, false, "s.a")).contains("\"nointerest\":true");
        assertThat(trace(world, false, "s.a", "Nats-Msg-Id", "1")).doesNotContain("error");
        assertThat(trace(world, true, "s.a", "Nats-Msg-Id", "1")).contains("\"error\":\"msgid is duplicate\"");
    }

    @Test
    void beginsWhereItsBackupSaysThoughNoMessageIsLeftInIt() throws Exception {
        FrameWriter backup = new FrameWriter();
        backup.write(ArchiveEntry.MAGIC);
        backup.write(ArchiveEntry.document("state.json", 0, "{\"first_seq\":1,\"last_seq\":0}".getBytes(UTF_8))
                .bytes());
        backup.write(ArchiveEntry.end().bytes());
        backup.flush();
        byte[] archive = backup.take();
        FakeWorld world = world(draft -> {});
        assertThat(world.stream.hasSettledStart()).isFalse();
        world.stream.restore(() -> new ByteArrayInputStream(archive), SECOND);
        assertThat(world.stream.hasSettledStart()).isTrue();
        assertThat(world.stream.store().firstSequence()).isEqualTo(1);
    }

    @Test
    void aPurgeOfEverythingSettlesWhereAnEmptyStreamBegins() {
        FakeWorld world = world(draft -> {});
        world.stream.purge("s.a", 0, 0);
        world.stream.purge("", 0, 1);
        world.stream.purge(">", 1, 0);
        assertThat(world.stream.hasSettledStart()).isFalse();
        world.stream.purge(">", 0, 0);
        assertThat(world.stream.hasSettledStart()).isTrue();
    }

    @Test
    void anUpdateThatNamesAnotherStartDoesNotMoveIt() {
        FakeWorld world = world(draft -> {});
        StreamConfig.Draft changed = world.stream.config().draft();
        changed.firstSequence = 10;
        world.stream.update(changed.build(), SECOND);
        assertThat(world.stream.hasSettledStart()).isFalse();
    }

    @Test
    void beginsWhereItsConfigurationSays() {
        assertThat(world(draft -> draft.firstSequence = 1).stream.hasSettledStart())
                .isTrue();
    }

    @Test
    void aTimeToLiveThatCameWithACopyCountsOnceTheStreamAllowsIt() {
        FakeWorld world = world(draft -> draft.maxMessages = 10);
        world.stream.store().append("s.a".getBytes(UTF_8), null, "x".getBytes(UTF_8), SECOND, 1);
        world.publish("s.b", "y");
        world.pass(5 * SECOND);
        assertThat(stored(world, "s.a")).isEqualTo("x");
        StreamConfig.Draft changed = world.stream.config().draft();
        changed.allowMessageTtl = true;
        world.stream.update(changed.build(), 10 * SECOND);
        assertThat(stored(world, "s.a")).isEmpty();
        assertThat(stored(world, "s.b")).isEqualTo("y");
    }

    @Test
    void refusesABackupWithFilesThatLieElsewhere() {
        byte[] header = new byte[1024];
        byte[] name = "msgs/../../fail".getBytes(UTF_8);
        System.arraycopy(name, 0, header, 0, name.length);
        header[156] = '0';
        FrameWriter backup = new FrameWriter();
        backup.write(header);
        backup.flush();
        byte[] archive = backup.take();
        FakeWorld world = world(draft -> {});
        assertThatThrownBy(() -> world.stream.restore(() -> new ByteArrayInputStream(archive), SECOND))
                .hasMessageStartingWith("unexpected content (account=");
    }

    @Test
    void givesUpABackupThatNeverBegins() {
        byte[] padding = new byte[4 + 64 * 1024];
        padding[0] = (byte) 0xfe;
        padding[3] = 1;
        byte[] archive = new byte[300 * padding.length];
        for (int at = 0; at < archive.length; at += padding.length) {
            System.arraycopy(padding, 0, archive, at, padding.length);
        }
        FakeWorld world = world(draft -> {});
        assertThatThrownBy(() -> world.stream.restore(() -> new ByteArrayInputStream(archive), SECOND))
                .hasMessage("snapshot format not detected within size limit");
    }

    @Test
    void takesTheLongestTimeToLiveThereIs() {
        FakeWorld world = world(draft -> draft.allowMessageTtl = true);
        assertThat(world.publish("s.a", "x", "Nats-TTL", "9223372036854775807")).contains("\"seq\":1");
        assertThat(world.publish("s.a", "x", "Nats-TTL", "9223372036854775808")).contains("\"err_code\":10165");
        world.pass(1000 * SECOND);
        assertThat(stored(world, "s.a")).isEqualTo("x");
    }
}
