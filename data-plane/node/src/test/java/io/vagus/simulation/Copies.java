package io.vagus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.simulation.StreamModel.Stored;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mirror of a stream and a stream that has it as a source, whatever becomes of all three: what is in them was in the stream, once, in its order; in the end
 * nothing of it is missing.
 */
final class Copies {
    private static final String MIRROR = "MIRROR";
    private static final String SOURCED = "SOURCED";
    private static final String MORE =
            ",\"storage\":\"file\",\"num_replicas\":1,\"allow_msg_ttl\":true,\"max_msgs\":-1,\"duplicate_window\":1000000000";

    private final SimulatedNode node;
    private final Observed observed;
    private boolean unsure;

    Copies(SimulatedNode node, Observed observed) {
        this.node = node;
        this.observed = observed;
    }

    /** Makes them, of a stream that is new. */
    void create(String of) {
        unsure = true;
        for (String each : List.of(
                "{\"name\":\"" + MIRROR + "\",\"mirror\":{\"name\":\"" + of + "\"}"
                        + MORE.replace(",\"duplicate_window\":1000000000", "") + "}",
                "{\"name\":\"" + SOURCED + "\",\"sources\":[{\"name\":\"" + of + "\"}]" + MORE + "}")) {
            String answer = node.ask("STREAM.CREATE." + (each.contains("mirror\"") ? MIRROR : SOURCED), each);
            if (answer == null) {
                return;
            }
            assertThat(answer).doesNotContain("\"error\"");
        }
        unsure = false;
    }

    /** They have to go before what they are copies of does. */
    void delete() {
        unsure = true;
        for (String each : List.of(MIRROR, SOURCED)) {
            if (!node.disk.crashed) {
                node.ask("STREAM.DELETE." + each, "");
            }
        }
    }

    /** The node is there again. */
    void restarted(StreamModel of, boolean isNew) {
        if (unsure || isNew) {
            delete();
            if (!node.disk.crashed) {
                create(of.name);
            }
        }
        check(of);
    }

    private @Nullable List<Observed.Read> read(String stream) {
        JsonNode info = observed.info(stream);
        if (node.disk.crashed || unsure) {
            return null;
        }
        assertThat(info).as("%s is there", stream).isNotNull();
        List<Observed.Read> found = observed.messages(stream);
        return node.disk.crashed ? null : found;
    }

    private static int number(Observed.Read read) {
        return Integer.parseInt(read.text().split(" ", -1)[1]);
    }

    /** What is there was there in the stream, once and in order. */
    void check(StreamModel of) {
        for (String stream : List.of(MIRROR, SOURCED)) {
            List<Observed.Read> found = read(stream);
            if (found == null) {
                return;
            }
            int before = 0;
            for (Observed.Read each : found) {
                assertThat(of.sent).as("%s of %s was sent", each, stream).containsKey(each.text());
                assertThat(number(each))
                        .as("%s of %s comes in order, once", each, stream)
                        .isGreaterThan(before);
                before = number(each);
                Stored original = of.present.get(each.sequence());
                if (stream.equals(MIRROR) && original != null) {
                    assertThat(each.text())
                            .as("%s of the mirror", each.sequence())
                            .isEqualTo(original.sent().text());
                    assertThat(each.time()).isEqualTo(original.time());
                }
            }
        }
    }

    /** How many messages are still missing. */
    long missing(StreamModel of) {
        long missing = 0;
        for (String stream : List.of(MIRROR, SOURCED)) {
            List<Observed.Read> found = read(stream);
            if (found == null) {
                return 0;
            }
            Set<String> texts = new HashSet<>();
            found.forEach(each -> texts.add(each.text()));
            missing += of.present.values().stream()
                    .map(Stored::sent)
                    // What expires does so in each by itself; ids count in the other stream, too.
                    .filter(sent -> sent.ttlSeconds() == 0 && sent.messageId().isEmpty())
                    .filter(sent -> !texts.contains(sent.text()))
                    .count();
        }
        return missing;
    }
}
