package io.vagus.bench;

import java.util.List;
import java.util.Locale;

/**
 * What one load cost one server.
 *
 * @param name what was measured, with its unit
 */
record LoadFigure(String name, double value) {

    /** The head of a table, its first column so wide. */
    static void printHead(int width) {
        System.out.printf(Locale.ROOT, "%-" + width + "s %14s %14s%n", "", "ours", "real");
    }

    /** The lines of one row, both servers side by side. */
    static void print(int width, String row, List<LoadFigure> ours, List<LoadFigure> real) {
        for (int i = 0; i < ours.size(); i++) {
            System.out.printf(
                    Locale.ROOT,
                    "%-" + width + "s %,14.1f %,14.1f%n",
                    row + ": " + ours.get(i).name(),
                    ours.get(i).value(),
                    real.get(i).value());
        }
    }
}
