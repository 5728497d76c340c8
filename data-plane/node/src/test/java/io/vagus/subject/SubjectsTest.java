package io.vagus.subject;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b", "*", ">", "a.*.c", "a.>", "a*.b", ">a.b", "føø"})
    void patternsAreTokensWithWildcardsInTheirPlace(String pattern) {
        assertThat(Subjects.isValidPattern(pattern.getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.>.b", ">.a", "a b", "a\tb"})
    void otherBytesAreNoPatterns(String pattern) {
        assertThat(Subjects.isValidPattern(pattern.getBytes(UTF_8))).isFalse();
    }

    @Test
    void literalSubjectsHaveNoWildcardTokens() {
        assertThat(Subjects.isLiteral("a.b*c".getBytes(UTF_8))).isTrue();
        assertThat(Subjects.isLiteral("a.*".getBytes(UTF_8))).isFalse();
        assertThat(Subjects.hasWildcard("a.b*c".getBytes(UTF_8))).isFalse();
        assertThat(Subjects.hasWildcard("a.*.c".getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a.*, a.b, true",
        "a.*, a.b.c, false",
        "a.>, a.b.c, true",
        "a.>, a, false",
        ">, a, true",
        "*, a, true",
        "a, b, false"
    })
    void patternsMatchSubjects(String pattern, String subject, boolean expected) {
        assertThat(Pattern.of(pattern).matches(Pattern.of(subject))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"a.b, a.*, true", "a.*, a.>, true", "a.>, a.*, false", "*, a, false", "a.*.c, a.>, true", "a.>, >, true"
    })
    void patternsLieWithinOthers(String inner, String outer, boolean expected) {
        assertThat(Pattern.of(inner).isWithin(Pattern.of(outer))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "a.*, *.b, true",
        "a.>, a.b.c, true",
        "a.b, a.c, false",
        "a, a.>, false",
        "*, a.b, false",
        ">, a.b, true"
    })
    void patternsOverlap(String one, String other, boolean expected) {
        assertThat(Pattern.of(one).overlaps(Pattern.of(other))).isEqualTo(expected);
        assertThat(Pattern.of(other).overlaps(Pattern.of(one))).isEqualTo(expected);
    }
}
