package io.vagus.launcher;

import org.jspecify.annotations.Nullable;

/** What the supervisor says back: whether it did it, in words, and its state where that was asked for. */
record ControlAnswer(boolean ok, String message, @Nullable ServiceState state) {
    static ControlAnswer done(String message) {
        return new ControlAnswer(true, message, null);
    }

    static ControlAnswer refused(String message) {
        return new ControlAnswer(false, message, null);
    }

    static ControlAnswer state(ServiceState state) {
        return new ControlAnswer(true, state.phase(), state);
    }
}
