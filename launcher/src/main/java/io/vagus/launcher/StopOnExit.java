package io.vagus.launcher;

/** Stops the service when the launcher's process is asked to end, by Ctrl-C, a signal or {@code vagus down}. */
final class StopOnExit implements Runnable {
    private final Supervisor supervisor;
    private final Watchdog watchdog;
    private final Display display;

    private volatile boolean begun;

    StopOnExit(Supervisor supervisor, Watchdog watchdog, Display display) {
        this.supervisor = supervisor;
        this.watchdog = watchdog;
        this.display = display;
    }

    boolean hasBegun() {
        return begun;
    }

    @Override
    public void run() {
        begun = true;
        display.close();
        if (supervisor.hasEnded()) {
            endRest();
            return;
        }
        display.say("");
        display.say("Stopping ...");
        supervisor.stop(null);
        endRest();
        display.say("Stopped.");
    }

    /** What is left of preparations that were under way. */
    private void endRest() {
        ProcessHandle.current()
                .children()
                .filter(child -> child.pid() != watchdog.pid())
                .forEach(child -> {
                    child.descendants().forEach(ProcessHandle::destroyForcibly);
                    child.destroyForcibly();
                });
        watchdog.close();
    }
}
