package io.vagus.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioReaderTest {

    @Test
    void readsWhatPeersSendCloseAndLookAt() {
        List<Scenario> scenarios = ScenarioReader.read(
                "# remark\n== one\nA> PING\\r\\n\nB>3 x\\x41\\0\nA!\n@ /varz\n== two (loose)\nA> y\n");

        assertThat(scenarios).extracting(Scenario::name).containsExactly("one", "two");
        assertThat(scenarios).extracting(Scenario::loose).containsExactly(false, true);
        List<Step> steps = scenarios.getFirst().steps();
        assertThat(steps).hasSize(4);
        assertThat(steps.get(0)).isInstanceOfSatisfying(Step.Send.class, send -> {
            assertThat(send.peer()).isEqualTo("A");
            assertThat(new String(send.bytes(), ISO_8859_1)).isEqualTo("PING\r\n");
            assertThat(send.pieceBytes()).isEqualTo(Integer.MAX_VALUE);
        });
        assertThat(steps.get(1)).isInstanceOfSatisfying(Step.Send.class, send -> {
            assertThat(new String(send.bytes(), ISO_8859_1)).isEqualTo("xA\0");
            assertThat(send.pieceBytes()).isEqualTo(3);
        });
        assertThat(steps.get(2)).isEqualTo(new Step.Close("A"));
        assertThat(steps.get(3)).isEqualTo(new Step.Page("/varz"));
    }

    @Test
    void turnsARequestIntoSubscriptionAndPublication() {
        Step step = ScenarioReader.read("== r\nA? a.b {\"x\":1}\n")
                .getFirst()
                .steps()
                .getFirst();

        assertThat(step)
                .isInstanceOfSatisfying(
                        Step.Send.class,
                        send -> assertThat(new String(send.bytes(), ISO_8859_1))
                                .isEqualTo("SUB _ANSWER.A.1 r1\r\nPUB a.b _ANSWER.A.1 7\r\n{\"x\":1}\r\n"));
    }

    @Test
    void namesTheLineThatIsNoStep() {
        assertThatThrownBy(() -> ScenarioReader.read("== r\nwhat\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void everyKnownDifferenceNamesAScenario() {
        List<String> names = Differential.SUITES.stream()
                .flatMap(suite -> Suite.load(suite).scenarios().stream().map(each -> suite + ": " + each.name()))
                .toList();

        assertThat(names).containsAll(Differential.known());
    }

    @Test
    void everySuiteThatIsDeliveredCanBeRead() {
        for (String name : Differential.SUITES) {
            Suite suite = Suite.load(name);

            assertThat(suite.scenarios()).as(name).isNotEmpty();
            assertThat(suite.scenarios()).as(name).extracting(Scenario::name).doesNotHaveDuplicates();
        }
    }
}
