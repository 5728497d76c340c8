package io.vagus.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PortsTest {
    @Test
    void keepsTheChosenPortsOfAHome(@TempDir Path folder) throws Exception {
        var home = new Home(folder);
        home.create();

        assertThat(Ports.chosenFor(home)).isEqualTo(Ports.chosenFor(home));
    }

    @Test
    void choosesAnewWhenOneIsTakenMeanwhile(@TempDir Path folder) throws Exception {
        var home = new Home(folder);
        home.create();
        var before = Ports.chosenFor(home);

        try (var taken = new ServerSocket(before.nats(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.chosenFor(home).nats()).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void namedPortsReplaceDefaults() {
        var ports = Ports.named("portal=9000,nats=4333");

        assertThat(ports.portalUrl()).isEqualTo("http://127.0.0.1:9000");
        assertThat(ports.nats()).isEqualTo(4333);
        assertThat(ports.billing()).isEqualTo(Ports.DEFAULTS.billing());
    }

    @Test
    void thePortalMayBeOpenedByAddressAndByName() {
        assertThat(Ports.named("portal=9000").portalOrigins())
                .containsExactly("http://127.0.0.1:9000", "http://localhost:9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"portal", "portal=", "portal=abc", "door=80", "portal=80,", ""})
    void refusesOtherNames(String choice) {
        assertThatThrownBy(() -> Ports.named(choice))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("keycloak");
    }

    @Test
    void findsWhoHoldsAPort() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
            if (Path.of("/proc/net/tcp").toFile().exists()) {
                assertThat(PortOwner.find(taken.getLocalPort()))
                        .hasValueSatisfying(owner -> assertThat(owner)
                                .contains("process " + ProcessHandle.current().pid()));
            }
        }
    }
}
