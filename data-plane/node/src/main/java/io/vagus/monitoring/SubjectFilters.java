package io.vagus.monitoring;

/** Whether some subject matches both of two filters. Not fast: for monitoring requests only. */
final class SubjectFilters {
    private SubjectFilters() {}

    static boolean overlap(String one, String other) {
        String[] a = one.split("\\.", -1);
        String[] b = other.split("\\.", -1);
        int common = Math.min(a.length, b.length);
        for (int i = 0; i < common; i++) {
            if (a[i].equals(">") || b[i].equals(">")) {
                return true;
            }
            if (!a[i].equals(b[i]) && !a[i].equals("*") && !b[i].equals("*")) {
                return false;
            }
        }
        return a.length == b.length;
    }
}
