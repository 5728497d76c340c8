package io.vagus.server;

import io.vagus.base.Log;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * Connects the signals of the process with what they mean to a server. They are taken from before it starts, so that a
 * client that has seen INFO can end it in order; what they ask for is done once it has started.
 */
final class ProcessSignals {
    private final Log log;
    private final CountDownLatch started = new CountDownLatch(1);

    private ProcessSignals(Log log) {
        this.log = log;
    }

    static ProcessSignals connect(Server server, Log log) {
        ProcessSignals signals = new ProcessSignals(log);
        signals.on("INT", "interrupt", server::stop);
        signals.on("TERM", "terminated", server::terminate);
        signals.on("USR1", "user defined signal 1", server::reopenLog);
        signals.on("USR2", "user defined signal 2", server::lameDuck);
        signals.on("HUP", "hangup", server::reload);
        return signals;
    }

    /** The server can do now what signals ask for. */
    void started() {
        started.countDown();
    }

    private void on(String name, String description, Runnable action) {
        Signal.handle(new Signal(name), signal -> {
            log.info("Trapped \"" + description + "\" signal");
            try {
                started.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            action.run();
        });
    }
}
