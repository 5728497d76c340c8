package io.vagus.launcher;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;

/** A line per change, for logs and pipes. */
final class PlainDisplay implements Display {
    private final PrintStream out;
    private final long startNanos = System.nanoTime();
    private final Map<PartName, PartState> shown = new EnumMap<>(PartName.class);

    PlainDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void changed(PartName part, PartState state) {
        if (shown.put(part, state) != state && state != PartState.WAITING) {
            out.printf("%6.1f s  %-14s %s%n", (System.nanoTime() - startNanos) / 1e9, part.id(), state.id());
            out.flush();
        }
    }

    @Override
    public synchronized void say(String message) {
        out.println(message);
        out.flush();
    }

    @Override
    public void close() {
        // Nothing is live here.
    }
}
