package io.vagus.account.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2a$11$UP3xizk94sWF9SHF/wkklOfBT9jphTGNrhZqz2OHoBdk9yO1kvErG",
                "$2b$04$",
                "$2x$10$a",
                "$2y$99$\n"
            })
    void knowsHashesByTheirHead(String hash) {
        assertThat(new Secret(hash).isHashed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$",
                "$2",
                "$2a$11",
                "$2c$11$abc",
                "$1a$11$abc",
                "$2a11$abc$",
                "$2a$1x$abc",
                "$2a$x1$abc",
                "a$2a$11$b"
            })
    void takesOthersAsTheyAre(String password) {
        assertThat(new Secret(password).isHashed()).isFalse();
        assertThat(new Secret(password).matches(password)).isTrue();
        assertThat(new Secret(password).matches(password + "x")).isFalse();
    }
}
