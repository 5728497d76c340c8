package io.vagus.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** What a newcomer is told once everything is up. */
final class Summary {
    private Summary() {}

    static String of(ServiceState state, Home home) {
        var urls = Map.copyOf(state.urls());
        return """

                  Portal            %s
                  Demo login        %s   password: %s
                  NATS              %s
                  Demo credentials  %s   (account %s, user %s)
                  Billing API       %s
                  Logs              %s

                Try:  %s
                """.formatted(
                        urls.get("portal"),
                        state.demo().email(),
                        state.demo().password(),
                        urls.get("nats"),
                        state.demo().credsFile(),
                        state.demo().account(),
                        state.demo().user(),
                        urls.get("billing"),
                        home.logs(),
                        tryThis(state));
    }

    private static String tryThis(ServiceState state) {
        var command = "nats --server " + state.urls().get("nats") + " --creds "
                + state.demo().credsFile() + " pub greetings \"a first message\"";
        var path = System.getenv("PATH");
        var installed = path != null
                && Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, "nats")));
        return installed
                ? command
                : command + "\n      (the nats command: go install github.com/nats-io/natscli/nats@latest)";
    }
}
