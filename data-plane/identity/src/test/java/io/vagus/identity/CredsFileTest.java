package io.vagus.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Nats;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredsFileTest {
    private final NkeyPair account = Keys.of(KeyKind.ACCOUNT);
    private final NkeyPair user = Keys.of(KeyKind.USER);
    private final String jwt = new JwtIssuer(account, Instant::now)
            .user("u", user.publicKey().toString(), account.publicKey().toString(), UserLimits.UNLIMITED, null);

    @Test
    void comesBackAsWritten() {
        CredsFile.Credentials read = CredsFile.parse(CredsFile.format(jwt, user));

        assertThat(read.jwt()).isEqualTo(jwt);
        assertThat(read.key().publicKey()).isEqualTo(user.publicKey());
        assertThat(read.toString()).doesNotContain(new String(user.seed(), US_ASCII));
    }

    @Test
    void toleratesWindowsLineEndsAndTextAround() {
        String file = "hello\r\n" + new String(CredsFile.format(jwt, user), UTF_8).replace("\n", "\r\n");

        assertThat(CredsFile.parse(file.getBytes(UTF_8)).jwt()).isEqualTo(jwt);
    }

    @Test
    void anotherClientReadsIt(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("u.creds");
        Files.write(file, CredsFile.format(jwt, user));

        var handler = Nats.credentials(new File(file.toUri()).getPath());

        assertThat(new String(handler.getJWT())).isEqualTo(jwt);
        assertThat(user.publicKey().verify("n".getBytes(UTF_8), handler.sign("n".getBytes(UTF_8))))
                .isTrue();
    }

    @Test
    void refusesAFileWithoutASeedOrWithAnotherKindOfSeed() {
        byte[] accountSeed = CredsFile.format(jwt, account);

        assertThatThrownBy(() -> CredsFile.parse(accountSeed)).hasMessage("nkeys: doesn't contain an user seed nkey");
        assertThatThrownBy(() -> CredsFile.parse(jwt.getBytes(UTF_8))).hasMessage("no user JWT in the credentials");
        assertThatThrownBy(() -> CredsFile.parse(new byte[0])).isInstanceOf(IdentityException.class);
    }
}
