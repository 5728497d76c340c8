package io.vagus.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Relations of filters, against what all short subjects over a small alphabet say. */
class SubjectFiltersPropertyTest {

    private static final int LONGEST = 5;
    private static final List<String> SUBJECTS = subjects();

    private static List<String> subjects() {
        List<String> all = new ArrayList<>(List.of("a", "b", "c"));
        for (int from = 0, length = 2; length <= LONGEST; length++) {
            int end = all.size();
            for (int i = from; i < end; i++) {
                for (String token : List.of("a", "b", "c")) {
                    all.add(all.get(i) + "." + token);
                }
            }
            from = end;
        }
        return all;
    }

    /** A matcher made of the definition, with none of the code it judges. */
    private static boolean hears(String filter, String subject) {
        String regex = filter.replace(".", "\\.").replace("*", "[^.]+");
        return subject.matches(regex.endsWith(">") ? regex.substring(0, regex.length() - 1) + ".+" : regex);
    }

    @Property(tries = 300)
    void matchesWhatTheDefinitionSays(@ForAll("filters") String filter) {
        for (String subject : SUBJECTS) {
            assertThat(SubjectFilters.matches(subject, filter)).as(subject).isEqualTo(hears(filter, subject));
            assertThat(Pattern.of(filter).matches(Pattern.of(subject)))
                    .as(subject)
                    .isEqualTo(hears(filter, subject));
        }
    }

    @Property(tries = 1000)
    void collidesWhenSomeSubjectIsHeardByBoth(@ForAll("filters") String one, @ForAll("filters") String other) {
        boolean common = SUBJECTS.stream().anyMatch(subject -> hears(one, subject) && hears(other, subject));

        assertThat(SubjectFilters.collide(one, other)).isEqualTo(common);
        assertThat(SubjectFilters.collide(other, one)).isEqualTo(common);
        assertThat(Pattern.of(one).overlaps(Pattern.of(other))).isEqualTo(common);
    }

    @Property(tries = 1000)
    void isASubsetWhenEverySubjectHeardIsHeardByTheOther(
            @ForAll("filters") String one, @ForAll("filters") String other) {
        boolean within = SUBJECTS.stream().allMatch(subject -> !hears(one, subject) || hears(other, subject));

        assertThat(SubjectFilters.isSubset(one, other)).isEqualTo(within);
        assertThat(Pattern.of(one).isWithin(Pattern.of(other))).isEqualTo(within);
    }

    @Property(tries = 300)
    void countsAndNamesTokens(@ForAll("filters") String filter) {
        String[] tokens = filter.split("\\.");
        assertThat(SubjectFilters.isValid(filter)).isTrue();
        assertThat(SubjectFilters.tokenCount(filter)).isEqualTo(tokens.length);
        for (int i = 0; i < tokens.length; i++) {
            assertThat(SubjectFilters.token(filter, i)).isEqualTo(tokens[i]);
        }
        assertThat(SubjectFilters.token(filter, tokens.length)).isEmpty();
        assertThat(SubjectFilters.isLiteral(filter)).isEqualTo(!filter.contains("*") && !filter.contains(">"));
        assertThat(SubjectFilters.hasWildcard(filter)).isEqualTo(!SubjectFilters.isLiteral(filter));
    }

    @Provide
    Arbitrary<String> filters() {
        Arbitrary<String> start =
                Arbitraries.of("a", "b", "*").list().ofMinSize(1).ofMaxSize(4).map(list -> String.join(".", list));
        return Arbitraries.oneOf(start, start.map(text -> text + ".>"), Arbitraries.just(">"));
    }
}
