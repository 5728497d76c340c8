package io.vagus.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream as a client that takes backups has it. */
final class Backup {
    private static final int MOST_TURNS = 1000;
    private static final long TURN_NANOS = 1_000_000;

    private final SimulatedNode node;
    private final JsonNode description;
    private final List<byte[]> chunks = new ArrayList<>();
    private boolean ended;

    private Backup(SimulatedNode node, JsonNode description) {
        this.node = node;
        this.description = description;
    }

    /** Takes one; null where the machine stops first. */
    static @Nullable Backup of(SimulatedNode node, String stream, int number) {
        String subject = "backup." + number;
        List<SimulatedNode.Message> early = new ArrayList<>();
        Backup[] taken = {null};
        node.listen(subject, message -> {
            if (taken[0] == null) {
                early.add(message);
            } else {
                taken[0].take(message);
            }
        });
        String answer =
                node.ask("STREAM.SNAPSHOT." + stream, "{\"deliver_subject\":\"" + subject + "\",\"chunk_size\":1500}");
        if (answer == null) {
            return null;
        }
        Backup backup = new Backup(node, Observed.json(answer));
        assertThat(backup.description.has("error")).as(answer).isFalse();
        taken[0] = backup;
        early.forEach(backup::take);
        for (int i = 0; !backup.ended && !node.disk.crashed; i++) {
            assertThat(i).as("turns of a backup").isLessThan(MOST_TURNS);
            node.advance(TURN_NANOS);
            node.quiesce();
        }
        return node.disk.crashed ? null : backup;
    }

    private void take(SimulatedNode.Message message) {
        if (message.payload().length == 0) {
            ended = true;
            assertThat(message.header("Status")).isEmpty();
            return;
        }
        chunks.add(message.payload());
        if (!message.reply().isEmpty()) {
            node.publish(message.reply(), "", new byte[0], null);
        }
    }

    /** Gives it back; false where the machine stops first. */
    boolean putBack(String stream) {
        String body = "{\"config\":" + description.path("config") + ",\"state\":" + description.path("state") + "}";
        String answer = node.ask("STREAM.RESTORE." + stream, body);
        if (answer == null) {
            return false;
        }
        String subject = Observed.json(answer).path("deliver_subject").asText();
        assertThat(subject).as(answer).isNotEmpty();
        List<byte[]> all = new ArrayList<>(chunks);
        all.add(new byte[0]);
        for (byte[] each : all) {
            String[] told = {null};
            node.publish(subject, "", each, message -> told[0] = message.text());
            node.settle();
            while (told[0] == null && !node.disk.crashed && node.sync()) {
                node.settle();
            }
            if (node.disk.crashed) {
                return false;
            }
            String said = requireNonNull(told[0], "a chunk is answered");
            assertThat(said).as(new String(each, StandardCharsets.ISO_8859_1)).doesNotContain("\"error\"");
        }
        return true;
    }
}
