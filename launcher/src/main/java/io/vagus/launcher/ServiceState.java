package io.vagus.launcher;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code state.json} in the home says of a service; rewritten whole at every change. */
record ServiceState(
        String phase,
        @Nullable String failure,
        long pid,
        String startedAt,
        String dataPlane,
        String controlSocket,
        Ports ports,
        Map<String, String> urls,
        Map<String, PartStatus> parts,
        Demo demo) {

    static final String STARTING = "starting";
    static final String UP = "up";
    static final String STOPPING = "stopping";
    static final String STOPPED = "stopped";
    static final String FAILED = "failed";

    /** A part: its process while there is one, and when that was started, to recognise it again. */
    record PartStatus(
            String state, @Nullable Long pid, @Nullable String startedAt, int restarts, String log) {}

    /** What a newcomer signs in and connects with. */
    record Demo(String email, String password, String account, String user, String credsFile) {}

    boolean isUp() {
        return phase.equals(UP);
    }
}
