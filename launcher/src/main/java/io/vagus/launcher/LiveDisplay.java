package io.vagus.launcher;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;

/** A small table on a terminal, redrawn in place: each part with its state and how long it has been in it. */
final class LiveDisplay implements Display {
    private static final long REDRAW_MILLIS = 200;
    private static final String UP_AND_CLEAR_BELOW = "\u001b[%dA\u001b[J";
    private static final String[] SPINNER = {"|", "/", "-", "\\"};

    private record Row(PartState state, long sinceNanos, long shownNanos) {}

    private final PrintStream out;
    private final Map<PartName, Row> rows = new EnumMap<>(PartName.class);
    private final Thread redrawing;

    private int drawnLines;
    private int frame;
    private boolean live = true;

    LiveDisplay(PrintStream out) {
        this.out = out;
        this.redrawing = Thread.ofVirtual().start(this::redrawUntilClosed);
    }

    @Override
    public synchronized void changed(PartName part, PartState state) {
        rows.compute(part, (name, row) -> row == null || row.state() != state ? next(row, state) : row);
        if (live) {
            draw();
        }
    }

    private static Row next(@org.jspecify.annotations.Nullable Row before, PartState state) {
        long now = System.nanoTime();
        return new Row(state, now, before == null ? 0 : now - before.sinceNanos());
    }

    @Override
    public synchronized void say(String message) {
        erase();
        out.println(message);
        if (live) {
            draw();
        }
        out.flush();
    }

    @Override
    public synchronized void close() {
        live = false;
        redrawing.interrupt();
        draw();
        drawnLines = 0;
    }

    private void redrawUntilClosed() {
        try {
            while (true) {
                Thread.sleep(REDRAW_MILLIS);
                synchronized (this) {
                    if (!live) {
                        return;
                    }
                    frame++;
                    draw();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void draw() {
        erase();
        rows.forEach((part, row) -> out.println(line(part, row)));
        out.flush();
        drawnLines = rows.size();
    }

    private void erase() {
        if (drawnLines > 0) {
            out.printf(UP_AND_CLEAR_BELOW, drawnLines);
            drawnLines = 0;
        }
    }

    private String line(PartName part, Row row) {
        var seconds = switch (row.state()) {
            case UP -> row.shownNanos() / 1e9;
            case WAITING, PREPARING, STARTING, RESTARTING, STOPPING, STOPPED, FAILED ->
                (System.nanoTime() - row.sinceNanos()) / 1e9;
        };
        return "  %s %-14s %-11s %5.1f s"
                .formatted(mark(row.state()), part.id(), row.state().id(), seconds);
    }

    private String mark(PartState state) {
        return switch (state) {
            case UP -> "\u2714";
            case FAILED -> "\u2718";
            case WAITING, STOPPED -> "\u00b7";
            case PREPARING, STARTING, RESTARTING, STOPPING -> SPINNER[frame % SPINNER.length];
        };
    }
}
