package io.vagus.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes: small shell scripts stand where a part's program would. */
final class ManagedPartTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final List<String> givenUp = new CopyOnWriteArrayList<>();

    private final ManagedPart.Listener listener = new ManagedPart.Listener() {
        @Override
        public void changed(ManagedPart part) {}

        @Override
        public void notice(String message) {
            notices.add(message);
        }

        @Override
        public void gaveUp(ManagedPart part, String message) {
            givenUp.add(message);
        }
    };

    private Home home = new Home(folder);
    private Watchdog watchdog = startWatchdog();

    @BeforeEach
    void createHome() throws Exception {
        home = new Home(folder);
        home.create();
    }

    @AfterEach
    void endWatchdog() {
        watchdog.close();
    }

    @Test
    void isUpOnceItIsHealthyAndStoppedOnRequest() {
        var part = part("touch healthy; exec sleep 60");

        part.start();
        assertThat(part.state()).isEqualTo(PartState.UP);
        var process = part.process();
        assertThat(process).isNotNull();

        part.stop();
        assertThat(part.state()).isEqualTo(PartState.STOPPED);
        assertThat(part.process()).isNull();
    }

    @Test
    void saysWithWhichCodeAndWordsItEndedBeforeItWasHealthy() {
        var part = part("echo 'the reason is this'; exit 7");

        assertThatThrownBy(part::start)
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("node ended with exit code 7")
                .hasMessageContaining("the reason is this")
                .hasMessageContaining(home.log(PartName.NODE).toString());
        assertThat(part.state()).isEqualTo(PartState.FAILED);
    }

    @Test
    void recognisesAFullDiskInItsLog() {
        var part = part("echo 'could not write: No space left on device'; exit 1");

        assertThatThrownBy(part::start).hasMessageContaining("The disk is full");
    }

    @Test
    void doesNotWaitForHealthForEver() {
        var part = part("exec sleep 60");

        assertThatThrownBy(part::start).hasMessageContaining("is not healthy after 2 s");
        assertThat(part.process()).isNull();
    }

    @Test
    void isStartedAgainAfterItDiedAndSaysSo() {
        var part = part("touch healthy; exec sleep 60");
        part.start();
        var first = part.process();
        assertThat(first).isNotNull();

        Signals.send("KILL", first == null ? 0 : first.pid());

        await().atMost(Duration.ofSeconds(20)).until(() -> part.restarts() == 1 && part.state() == PartState.UP);
        assertThat(notices).anySatisfy(notice -> assertThat(notice).contains("node was ended by signal 9"));
        part.stop();
    }

    @Test
    void isGivenUpAfterTooManyDeaths() {
        // The first run is healthy until it is told to die; the ones after it end at once.
        var part = part(
                "if [ -e healthy ]; then exit 3; fi; touch healthy; until [ -e die ]; do sleep 0.05; done; exit 3");
        part.start();

        assertThat(folder.resolve("die").toFile())
                .satisfies(file -> assertThat(file.createNewFile()).isTrue());

        await().atMost(Duration.ofSeconds(60)).until(() -> !givenUp.isEmpty());
        assertThat(givenUp.get(0)).contains("gave up: " + ManagedPart.MAX_DEATHS + " deaths", "exit code 3");
        assertThat(part.state()).isEqualTo(PartState.FAILED);
    }

    @Test
    void killsWhatDoesNotEndByItselfWithAllItsChildren() {
        var part = part("trap '' TERM; touch healthy; sleep 60 & wait; sleep 60");
        part.start();
        var process = part.process();
        assertThat(process).isNotNull();
        var children = process == null
                ? List.<ProcessHandle>of()
                : process.descendants().toList();

        part.stop();

        assertThat(part.process()).isNull();
        await().atMost(Duration.ofSeconds(10)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(notices).anySatisfy(notice -> assertThat(notice).contains("is killed"));
    }

    @Test
    void theWatchdogEndsItWhenTheSupervisorIsGone() throws Exception {
        var part = part("touch healthy; exec sleep 60");
        part.start();
        var process = part.process();
        assertThat(process).isNotNull();

        watchdog.loseSupervisor();

        await().atMost(Duration.ofSeconds(10)).until(() -> process != null && !process.isAlive());
        part.stop();
    }

    private ManagedPart part(String script) {
        return new ManagedPart(new Script(script), home, watchdog, listener);
    }

    private static Watchdog startWatchdog() {
        try {
            return Watchdog.start();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private final class Script implements Part {
        private final String script;

        Script(String script) {
            this.script = script;
        }

        @Override
        public PartName name() {
            return PartName.NODE;
        }

        @Override
        public Set<PartName> needs() {
            return Set.of();
        }

        @Override
        public List<Port> ports() {
            return List.of();
        }

        @Override
        public Launch launch() {
            return new Launch(List.of("/bin/sh", "-c", script), Map.of("PATH", System.getenv("PATH")), folder);
        }

        @Override
        public boolean isHealthy() {
            return Files.exists(folder.resolve("healthy")) && !Files.exists(folder.resolve("die"));
        }

        @Override
        public Duration startLimit() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration stopLimit() {
            return Duration.ofSeconds(1);
        }
    }
}
