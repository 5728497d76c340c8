package io.vagus.server;

import io.vagus.base.Log;
import sun.misc.Signal;

/** Connects the signals of the process with what they mean to a server. */
final class ProcessSignals {
    private ProcessSignals() {}

    static void connect(Server server, Log log) {
        on("INT", "interrupt", log, server::stop);
        on("TERM", "terminated", log, server::terminate);
        on("USR1", "user defined signal 1", log, server::reopenLog);
        on("USR2", "user defined signal 2", log, server::lameDuck);
        on("HUP", "hangup", log, server::reload);
    }

    private static void on(String name, String description, Log log, Runnable action) {
        Signal.handle(new Signal(name), signal -> {
            log.info("Trapped \"" + description + "\" signal");
            action.run();
        });
    }
}
