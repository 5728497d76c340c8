package io.vagus.billing.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.billing.service.platform.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

    @Test
    void passesTheTokenOnAndNeverShowsIt() {
        BearerToken token = BearerToken.of("bearer vgs_secret");

        assertThat(token.header()).isEqualTo("Bearer vgs_secret");
        assertThat(token.toString()).doesNotContain("secret");
        assertThat(token.sha256()).hasSize(64).doesNotContain("secret");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "Basic dXNlcjpwdw==", "Bearer a b", "Bearer a\r\nX: y", "Bearer é"})
    void refusesWhatIsNoBearerToken(String header) {
        assertThatThrownBy(() -> BearerToken.of(header)).isInstanceOf(ProblemException.class);
    }

    @Test
    void takesTheLongestTokenAndNoneLonger() {
        String longest = "Bearer " + "t".repeat(BearerToken.MAX_LENGTH);

        assertThat(BearerToken.of(longest).header()).isEqualTo(longest);
        assertThatThrownBy(() -> BearerToken.of(longest + "t")).isInstanceOf(ProblemException.class);
    }
}
