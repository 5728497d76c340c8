package io.vagus.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ends processes of an earlier supervisor of the same home that was killed together with its watchdog. */
final class Leftovers {
    private static final Duration POLITE_LIMIT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 50;

    private Leftovers() {}

    static void end(Home home, Display display) throws IOException, InterruptedException {
        if (!Files.exists(home.state())) {
            return;
        }
        ServiceState state;
        try {
            state = Json.MAPPER.readValue(home.state().toFile(), ServiceState.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            display.say(home.state() + " is damaged and is ignored");
            return;
        }
        var left = state.parts().values().stream().flatMap(Leftovers::alive).toList();
        if (left.isEmpty()) {
            return;
        }
        display.say("Ending " + left.size() + " processes that an earlier start left behind.");
        left.forEach(process -> Signals.sendToGroup("TERM", process.pid()));
        awaitEnd(left);
        left.forEach(process -> Signals.sendToGroup("KILL", process.pid()));
        awaitEnd(left);
    }

    private static void awaitEnd(List<ProcessHandle> processes) throws InterruptedException {
        var deadline = System.nanoTime() + POLITE_LIMIT.toNanos();
        while (System.nanoTime() < deadline && processes.stream().anyMatch(ProcessHandle::isAlive)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** The part's process, if that process still runs; a process id alone may belong to another one by now. */
    private static java.util.stream.Stream<ProcessHandle> alive(ServiceState.PartStatus part) {
        if (part.pid() == null || part.startedAt() == null) {
            return java.util.stream.Stream.empty();
        }
        return ProcessHandle.of(part.pid())
                .filter(process -> process.info()
                        .startInstant()
                        .filter(start -> start.toString().equals(part.startedAt()))
                        .isPresent())
                .stream();
    }
}
