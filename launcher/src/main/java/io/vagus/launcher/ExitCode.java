package io.vagus.launcher;

/** What the commands end with. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    /** As a system service's status command says it. */
    static final int NOT_RUNNING = 3;
    /** The process is ending for another reason, and that decides. */
    static final int ALREADY_EXITING = -1;

    private ExitCode() {}
}
