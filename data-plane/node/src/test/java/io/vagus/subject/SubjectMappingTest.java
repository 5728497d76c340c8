package io.vagus.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.subject.SubjectMapping.Destination;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubjectMappingTest {

    private static long drawn(SubjectMapping mapping, String subject, @Nullable String wanted) {
        return IntStream.range(0, 100)
                .filter(draw -> Objects.equals(mapping.map(subject, draw), wanted))
                .count();
    }

    @Test
    void keepsTheSubjectForWhatTheWeightsLeaveOpen() throws InvalidTransformException {
        SubjectMapping mapping = SubjectMapping.of(
                "foo.*", List.of(new Destination("a.$1", 30, ""), new Destination("b.$1", 20, "")), "");

        assertThat(drawn(mapping, "foo.x", "a.x")).isEqualTo(30);
        assertThat(drawn(mapping, "foo.x", "b.x")).isEqualTo(20);
        assertThat(drawn(mapping, "foo.x", "foo.x")).isEqualTo(50);
        assertThat(mapping.isCertain()).isFalse();
    }

    @Test
    void losesTheRestWhenTheSourceIsNamedItself() throws InvalidTransformException {
        SubjectMapping mapping =
                SubjectMapping.of("foo", List.of(new Destination("foo", 50, ""), new Destination("bar", 25, "")), "");

        assertThat(drawn(mapping, "foo", "foo")).isEqualTo(50);
        assertThat(drawn(mapping, "foo", "bar")).isEqualTo(25);
        assertThat(drawn(mapping, "foo", null)).isEqualTo(25);
    }

    @Test
    void prefersTheDestinationsOfItsOwnCluster() throws InvalidTransformException {
        List<Destination> destinations = List.of(
                new Destination("a", 100, ""), new Destination("b", 60, "east"), new Destination("c", 100, "west"));

        assertThat(drawn(SubjectMapping.of("foo", destinations, ""), "foo", "a"))
                .isEqualTo(100);
        assertThat(drawn(SubjectMapping.of("foo", destinations, "north"), "foo", "a"))
                .isEqualTo(100);
        SubjectMapping east = SubjectMapping.of("foo", destinations, "east");
        assertThat(drawn(east, "foo", "b")).isEqualTo(60);
        assertThat(drawn(east, "foo", "foo")).isEqualTo(40);
    }

    @Test
    void refusesWhatNatsServerRefuses() {
        assertRefused("foo", List.of(Destination.whole("a"), Destination.whole("a")), "duplicate entry for \"a\"");
        assertRefused("foo", List.of(new Destination("a", 101, "")), "individual weights need to be <= 100");
        assertRefused(
                "foo",
                List.of(new Destination("a", 60, ""), new Destination("b", 41, "")),
                "total weight needs to be <= 100");
        assertRefused("foo..bar", List.of(Destination.whole("a")), "invalid subject");
        assertRefused(
                "foo.*",
                List.of(Destination.whole("a.$2")),
                "invalid mapping destination: wildcard index out of range in $2: [2]");
    }

    private static void assertRefused(String source, List<Destination> destinations, String text) {
        assertThatThrownBy(() -> SubjectMapping.of(source, destinations, ""))
                .isInstanceOf(InvalidTransformException.class)
                .hasMessage(text);
    }
}
