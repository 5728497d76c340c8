package io.vagus.launcher;

import org.jspecify.annotations.Nullable;

/** What another terminal asks of the supervisor; {@code part} goes with the last three commands. */
record ControlRequest(Command command, @Nullable String part) {
    enum Command {
        STATUS,
        DOWN,
        STOP,
        START,
        RESTART
    }

    PartName partName() {
        if (part == null) {
            throw new LaunchException("name a part");
        }
        return PartName.of(part);
    }
}
