package io.vagus.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.server.config.CommandLine.Action;
import io.vagus.server.config.CommandLine.UsageException;
import io.vagus.server.config.NodeConfig.Logging;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static final Path FILE = Path.of("node.conf");

    @ParameterizedTest
    @CsvSource({
        "'', RUN",
        "-v, VERSION",
        "--version, VERSION",
        "version, VERSION",
        "-h, HELP",
        "-help, HELP",
        "help, HELP",
        "-c x -t, TEST_CONFIG",
        "-t=true -c x, TEST_CONFIG",
        "-t=false -c x, RUN",
        "-sl reload, SIGNAL",
        "--signal=stop=12, SIGNAL",
        "-c x -h -v, VERSION"
    })
    void knowsWhatToDo(String line, Action action) {
        assertThat(parse(line).action()).isEqualTo(action);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-p 4333", "--port 4333", "-p=4333", "--port=4333", "-p 1 -p 4333", "-p 0x10ED"})
    void takesAValueInEverySpelling(String line) {
        assertThat(applied(line).options().port()).isEqualTo(4333);
    }

    @Test
    void overridesTheFile() {
        NodeConfig file = ConfigReader.read(MemorySources.of(FILE, """
            listen: "10.0.0.1:4000", http: "10.0.0.1:8000", server_name: from-file, debug: false
            pid_file: /a, authorization { user: ann, password: pw }
            """), FILE);
        NodeConfig config = parse(
                        "-a 127.0.0.1 -p 4333 -m 8333 -n from-flag -DV -P /b --user bob --pass secret -l /log -T=false")
                .applyTo(file, MemorySources.of(FILE, ""));

        assertThat(config.options().host()).isEqualTo("127.0.0.1");
        assertThat(config.options().port()).isEqualTo(4333);
        assertThat(config.monitoring().address("x")).isEqualTo(new HostPort("10.0.0.1", 8333));
        assertThat(config.identity().name()).isEqualTo("from-flag");
        assertThat(config.paths().pidFile()).isEqualTo(Path.of("/b"));
        assertThat(config.logging())
                .isEqualTo(new Logging(
                        Path.of("/log"), 0, 0, false, "", Logging.Format.TEXT, true, true, false, false, false, false));
        assertThat(config.access().local().door().user()).isEqualTo("bob");
        assertThat(config.source()).isEqualTo(file.source());
    }

    @Test
    void leavesTheFileAloneWhereNothingIsSaid() {
        NodeConfig file = ConfigReader.read(
                MemorySources.of(FILE, "listen: \"10.0.0.1:4000\", http: 8000, debug: true, trace: true"), FILE);

        assertThat(parse("").applyTo(file, MemorySources.of(FILE, ""))).isEqualTo(file);
    }

    @Test
    void aRandomPortIsTheSocketsZero() {
        assertThat(applied("-p -1").options().port()).isZero();
        assertThat(applied("-m -1").monitoring().address("0.0.0.0"))
                .isEqualTo(new HostPort("0.0.0.0", HostPort.RANDOM));
    }

    @Test
    void aTokenStandsForUsers() {
        assertThat(applied("--auth t0ken").access().local().users()).isEmpty();
        assertThat(applied("--auth t0ken").access().local().door().token()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -x                    | flag provided but not defined: -x
        --nonsense=1          | flag provided but not defined: -nonsense
        -p                    | flag needs an argument: -p
        -p x                  | invalid value "x" for flag -p: parse error
        -D=maybe              | invalid boolean value "maybe" for -D: parse error
        ---p 1                | bad flag syntax: ---p
        start                 | unrecognized command: "start"
        -p 99999999999999999999 | invalid value "99999999999999999999" for flag -p: value out of range
        """)
    void saysWhatMeansNothing(String line, String message) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --tls                 | TLS Server certificate must be present and valid
        --tlscert a.pem       | TLS Server private key must be present and valid
        --tlscert /nowhere/a.pem --tlskey /nowhere/a.key | error parsing X509 certificate/key pair: open /nowhere/a.pem: no such file or directory
        --routes nats://h:1   | solicited routes require cluster capabilities, e.g. --cluster
        """)
    void saysWhatCannotBe(String line, String message) {
        assertThatThrownBy(() -> applied(line))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void helpNamesEveryFlagItTakes() {
        assertThat(CommandLine.usage())
                .contains("-p, --port", "--ports_file_dir", "-c, --config", "--signal", "-DV", "--auth");
    }

    private static NodeConfig applied(String line) {
        return parse(line).applyTo(NodeConfig.DEFAULT, MemorySources.of(FILE, ""));
    }

    private static CommandLine parse(String line) {
        return CommandLine.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }
}
