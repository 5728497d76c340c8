package io.vagus.controlplane.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void isReadBackAsItWasMade() {
        Secret secret = Secret.generate();

        Secret read = Objects.requireNonNull(Secret.parse(secret.text()));

        assertThat(secret.text()).matches("vgs_[0-9A-Za-z]{49}");
        assertThat(read.hash()).isEqualTo(secret.hash()).hasSize(32);
        assertThat(secret.text()).startsWith(secret.prefix());
    }

    @Test
    void anyChangedCharacterIsNoticed() {
        String text = Secret.generate().text();

        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(Secret.parse(text.substring(0, i) + other + text.substring(i + 1)))
                    .isNull();
        }
        assertThat(Secret.parse(text + "0")).isNull();
        assertThat(Secret.parse("")).isNull();
    }

    @Test
    void doesNotShowItself() {
        Secret secret = Secret.generate();

        assertThat(secret.toString()).doesNotContain(secret.text()).startsWith(secret.prefix());
    }
}
