package io.vagus.launcher;

/** Tells the person at the terminal how the start goes. Called from any thread. */
interface Display extends AutoCloseable {
    void changed(PartName part, PartState state);

    void say(String message);

    /** Ends the live part of the display; {@link #say} goes on working. */
    @Override
    void close();

    /** A table that is redrawn in place on a terminal, otherwise a line per change. */
    static Display forStandardOutput() {
        return "true".equals(System.getProperty("vagus.tty"))
                ? new LiveDisplay(System.out)
                : new PlainDisplay(System.out);
    }
}
