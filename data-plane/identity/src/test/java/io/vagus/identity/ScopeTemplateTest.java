package io.vagus.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTemplateTest {
    private final String userKey = Keys.of(KeyKind.USER).publicKey().toString();
    private final String accountKey = Keys.of(KeyKind.ACCOUNT).publicKey().toString();
    private final AccountClaims account = AccountClaims.builder(accountKey)
            .name("orders")
            .tags(List.of("region:eu"))
            .build();

    @Test
    void fillsInWhatTheUserAndTheAccountAreCalled() {
        assertThat(allowed(List.of("{{name()}}.{{ subject() }}.{{account-name()}}.{{ACCOUNT-SUBJECT()}}", "plain")))
                .containsExactly("alice." + userKey + ".orders." + accountKey, "plain");
    }

    @Test
    void severalTagsGiveEveryCombination() {
        assertThat(allowed(
                        List.of("{{tag(team)}}.{{account-tag(region)}}.{{tag(k)}}"), "team:a", "team:b", "k:1", "k:2"))
                .containsExactly("a.eu.1", "a.eu.2", "b.eu.1", "b.eu.2");
    }

    @Test
    void aMissingTagDropsTheSubjectAndAnEmptyAllowListMeansNothingIsAllowed() {
        SubjectRules some = expand(new SubjectRules(List.of("{{tag(team)}}.x", "plain"), List.of()));
        SubjectRules none = expand(new SubjectRules(List.of("{{tag(team)}}.x"), List.of()));

        assertThat(some).isEqualTo(SubjectRules.allowing("plain"));
        assertThat(none).isEqualTo(new SubjectRules(List.of(), List.of(">")));
    }

    @Test
    void aMissingTagInADenyListRefusesTheUser() {
        assertThatThrownBy(() -> expand(new SubjectRules(List.of(), List.of("{{tag(team)}}.x"))))
                .hasMessageContaining("\"team\" is not defined");
    }

    @Test
    void refusesAnUnknownFunction() {
        assertThatThrownBy(() -> allowed(List.of("{{shell(rm)}}"))).hasMessageContaining("is not defined");
    }

    @Test
    void expandsUpToTheLimitAndNotBeyond() {
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            tags.add("t:" + i);
            tags.add("u:" + i);
        }

        assertThat(allowed(List.of("{{tag(t)}}.{{tag(u)}}"), tags.toArray(String[]::new)))
                .hasSize(ScopeTemplate.MAX_EXPANSIONS);
        assertThatThrownBy(() -> allowed(List.of("{{tag(t)}}.{{tag(u)}}", "x"), tags.toArray(String[]::new)))
                .hasMessageContaining("limit");
    }

    @Test
    void theSameFunctionStandsForTheSameValueThroughoutASubject() {
        assertThat(allowed(List.of("{{tag(t)}}.{{tag(t)}}"), "t:a", "t:b")).containsExactly("a.a", "b.b");
    }

    private List<String> allowed(List<String> templates, String... tags) {
        return expand(new SubjectRules(templates, List.of()), tags).allow();
    }

    private SubjectRules expand(SubjectRules rules, String... tags) {
        UserClaims user = UserClaims.builder(userKey)
                .name("alice")
                .limits(UserLimits.NONE)
                .issuerAccount(accountKey)
                .tags(List.of(tags))
                .build();
        UserLimits template = UserLimits.UNLIMITED.withPermissions(new Permissions(rules, SubjectRules.ANYTHING, null));
        return ScopeTemplate.expand(template, user, account).permissions().publish();
    }
}
