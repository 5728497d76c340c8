package io.vagus.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One part of the service, as the supervisor sees it: what to run, what it needs first, and how to tell that it works.
 * An implementation keeps no state of a running process; the supervisor does.
 */
interface Part {

    /** A command with its environment, complete: nothing else of the user's environment decides how a part runs. */
    record Launch(List<String> command, Map<String, String> environment, Path workingDirectory) {}

    /** A TCP port on loopback and what it is for. */
    record Port(int number, String use) {}

    PartName name();

    /** Parts that must be up before this one's process starts. */
    Set<PartName> needs();

    List<Port> ports();

    /** One-time work before the process starts, idempotent. Runs before the parts in {@link #needs()} are up. */
    default void prepare() throws IOException, InterruptedException {}

    Launch launch() throws IOException;

    /** One bounded question to the running process; false and an exception both mean "not yet". */
    boolean isHealthy() throws Exception;

    /** Set-up that needs the healthy process, idempotent; the part counts as up only after it. */
    default void complete() throws Exception {}

    /** How long it may take from launch to healthy. */
    default Duration startLimit() {
        return Duration.ofSeconds(120);
    }

    /** How long it may take to end by itself after {@link #stopSignal()}; then it is killed. */
    default Duration stopLimit() {
        return Duration.ofSeconds(10);
    }

    /** The signal that asks for a clean end. */
    default String stopSignal() {
        return "TERM";
    }
}
