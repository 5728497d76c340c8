package io.vagus.subject;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTransformTest {

    /** Answers of nats-server 2.15.2 to random transforms: kind, source, destination, subject, outcome, text, mapping check. */
    private static Stream<String[]> answers() throws IOException {
        try (InputStream in = SubjectTransformTest.class.getResourceAsStream("transforms.tsv")) {
            assertThat(in).isNotNull();
            List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
            assertThat(lines).hasSizeGreaterThan(500);
            return lines.stream().map(line -> line.split("\t", -1));
        }
    }

    @Test
    void answersAsNatsServerDoes() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        answers().forEach(row -> {
            String outcome;
            try {
                SubjectTransform transform = row[0].equals("strict")
                        ? SubjectTransform.parseReversible(row[1], row[2])
                        : SubjectTransform.parse(row[1], row[2]);
                String made = transform.match(row[3]);
                outcome = "ok\t" + (made == null ? "none" : made);
                if (made != null) {
                    byte[] bytes = row[3].getBytes(UTF_8);
                    softly.assertThat(new String(transform.transform(bytes), UTF_8))
                            .isEqualTo(made);
                }
            } catch (InvalidTransformException e) {
                outcome = "error\t" + e.getMessage();
            }
            softly.assertThat(outcome)
                    .as("%s %s -> %s of %s", row[0], row[1], row[2], row[3])
                    .isEqualTo(row[4] + "\t" + row[5]);
        });
        softly.assertAll();
    }

    @Test
    void refusesMappingsAsNatsServerDoes() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        answers().forEach(row -> {
            String outcome = "valid";
            try {
                SubjectTransform.validateMapping(row[1], row[2]);
            } catch (InvalidTransformException e) {
                outcome = e.getMessage();
            }
            softly.assertThat(outcome).as("%s -> %s", row[1], row[2]).isEqualTo(row[6]);
        });
        softly.assertAll();
    }

    @ParameterizedTest
    @CsvSource({
        "foo.*.*, bar.$2.$1, foo.a.b",
        "foo.*.>, x.{{wildcard(1)}}.>, foo.a.b.c",
        "foo.*, $1, foo.a",
        ">, in.>, a.b",
        "foo, bar, foo"
    })
    void leadsBack(String source, String destination, String subject) throws InvalidTransformException {
        SubjectTransform there = SubjectTransform.parseReversible(source, destination);
        SubjectTransform back = Objects.requireNonNull(there.reversed());

        assertThat(back.match(there.transform(subject))).isEqualTo(subject);
    }

    @Test
    void drawsRandomNumbersFromItsSource() throws InvalidTransformException {
        int[] drawn = {Integer.MIN_VALUE + 17};
        SubjectTransform transform = SubjectTransform.parse("a", "b.{{random(10)}}", () -> drawn[0]);

        assertThat(transform.transform("a")).isEqualTo("b.7");
        drawn[0] = 23;
        assertThat(transform.transform("a")).isEqualTo("b.3");
    }

    @Test
    void numbersWildcards() {
        assertThat(SubjectTransform.tokenized("a.*.b.*.>")).isEqualTo("a.$1.b.$2.>");
        assertThat(SubjectTransform.untokenized("a.$2.b.{{wildcard(1)}}.$x")).isEqualTo("a.*.b.*.$x");
    }

    @Test
    void neverMatchesSubjectsWithWildcards() throws InvalidTransformException {
        assertThat(SubjectTransform.parse("a.*", "b.$1").match("a.*")).isNull();
        assertThat(SubjectTransform.parse("a.*", "b.$1").match("c.d")).isNull();
        assertThatThrownBy(() -> SubjectTransform.parse("a.*", "b.>")).hasMessage("invalid subject");
    }
}
