package io.vagus.controlplane.custody;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKeyCustodianTest {

    private static final byte[] SECRET = "a secret".getBytes(US_ASCII);
    private static final byte[] CONTEXT = "row 1".getBytes(US_ASCII);

    @TempDir
    Path folder;

    @Test
    void opensWhatItSealedAlsoAfterARestart() {
        FileKeyCustodian before = custodian("kek");

        byte[] sealed = before.seal(SECRET, CONTEXT);

        FileKeyCustodian after = custodian("kek");
        assertThat(after.open(before.keyId(), sealed, CONTEXT)).isEqualTo(SECRET);
        assertThat(new String(sealed, US_ASCII)).doesNotContain("secret");
    }

    @Test
    void keyIsForUsAlone() throws IOException {
        custodian("deep/down/kek");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("deep/down/kek"))))
                .isEqualTo("rw-------");
        assertThat(Files.list(folder.resolve("deep/down"))).hasSize(1);
    }

    @Test
    void refusesAnotherRowsSecret() {
        FileKeyCustodian custodian = custodian("kek");
        byte[] sealed = custodian.seal(SECRET, CONTEXT);

        assertThatThrownBy(() -> custodian.open(custodian.keyId(), sealed, "row 2".getBytes(US_ASCII)))
                .isInstanceOf(CustodyException.class);
    }

    @Test
    void refusesAChangedSecretAndAnotherKey() {
        FileKeyCustodian custodian = custodian("kek");
        byte[] sealed = custodian.seal(SECRET, CONTEXT);
        FileKeyCustodian other = custodian("other");

        assertThatThrownBy(() -> other.open(custodian.keyId(), sealed, CONTEXT))
                .isInstanceOf(CustodyException.class)
                .hasMessageContaining(custodian.keyId());
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> custodian.open(custodian.keyId(), sealed, CONTEXT))
                .isInstanceOf(CustodyException.class);
        assertThatThrownBy(() -> custodian.open(custodian.keyId(), new byte[3], CONTEXT))
                .isInstanceOf(CustodyException.class);
    }

    @Test
    void refusesAFileThatIsNoKey() throws IOException {
        Files.writeString(folder.resolve("kek"), "not a key");

        assertThatThrownBy(() -> custodian("kek"))
                .isInstanceOf(CustodyException.class)
                .hasMessageNotContaining("not a key\n");
    }

    private FileKeyCustodian custodian(String name) {
        return new FileKeyCustodian(folder.resolve(name));
    }
}
