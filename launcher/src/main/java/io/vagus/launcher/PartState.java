package io.vagus.launcher;

import java.util.Locale;

/** Where a part is in its life. */
enum PartState {
    /** Nothing was done yet, or it waits for a part that it needs. */
    WAITING,
    /** One-time work before its process starts, such as making a database cluster. */
    PREPARING,
    /** Its process runs and is not healthy yet. */
    STARTING,
    /** Its process runs and has answered its health check. */
    UP,
    /** It died and will be started again after a pause. */
    RESTARTING,
    /** Its process is being ended on request. */
    STOPPING,
    /** No process, as wanted. */
    STOPPED,
    /** No process, and no more attempts. */
    FAILED;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
