package io.vagus.conformance;

/** One line for each check as it ends, then the counts. */
final class Report {

    private int passed;
    private int failed;

    synchronized void passed(String name) {
        passed++;
        System.out.println("ok " + name);
    }

    synchronized void failed(String name, String why) {
        failed++;
        System.out.println("FAILED " + name + ": " + why);
    }

    /** Prints the counts and returns the exit code that goes with them. */
    synchronized int close() {
        System.out.println(passed + " passed, " + failed + " failed");
        return failed == 0 ? 0 : 1;
    }
}
