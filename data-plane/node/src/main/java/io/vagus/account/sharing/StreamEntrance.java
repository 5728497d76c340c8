package io.vagus.account.sharing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.routing.Imported;
import io.vagus.subject.SubjectFilters;
import io.vagus.subject.SubjectTransform;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stream import at work: says what a subscription here hears there, and what messages are called here. Immutable. */
final class StreamEntrance implements Imported {

    private final SharedAccount exporter;
    private final ImportRules.AcceptedStream accepted;
    private final boolean sameSubject;
    private final byte[] literal;
    private final @Nullable SubjectTransform back;

    StreamEntrance(SharedAccount exporter, ImportRules.AcceptedStream accepted) {
        this.exporter = exporter;
        this.accepted = accepted;
        SubjectTransform transform = accepted.transform();
        this.sameSubject =
                transform == null && accepted.to().equals(accepted.declared().from());
        this.literal = accepted.to().getBytes(UTF_8);
        this.back = transform == null ? null : transform.reversed();
    }

    SharedAccount exporter() {
        return exporter;
    }

    ImportRules.AcceptedStream accepted() {
        return accepted;
    }

    @Override
    public byte[] subjectHere(byte[] published) {
        SubjectTransform transform = accepted.transform();
        if (transform != null) {
            return transform.transform(published);
        }
        return sameSubject ? published : literal;
    }

    @Override
    public boolean allowsTrace() {
        return accepted.declared().allowTrace();
    }

    /** What somebody who subscribes here to this pattern hears in the exporting account; null for nothing. */
    @Nullable
    String heardBy(String pattern) {
        String here = accepted.to();
        String from = accepted.declared().from();
        if (pattern.equals(here)) {
            return from;
        }
        if (SubjectFilters.isSubset(pattern, here)) {
            return there(pattern, from, pattern);
        }
        if (!SubjectFilters.hasWildcard(pattern)) {
            return null;
        }
        if (SubjectFilters.isSubset(here, pattern)) {
            return from;
        }
        String common = common(pattern, here);
        return SubjectFilters.isSubset(common, here) ? there(common, from, common) : null;
    }

    private String there(String pattern, String from, String unchanged) {
        SubjectTransform way = back;
        if (way != null) {
            return way.transform(pattern);
        }
        return sameSubject ? unchanged : from;
    }

    /** The pattern with its wildcards as narrow as the import's subject has them. */
    private static String common(String pattern, String here) {
        String[] wanted = pattern.split("\\.", -1);
        String[] offered = here.split("\\.", -1);
        for (int i = 0; i < wanted.length && i < offered.length; i++) {
            if (wanted[i].equals("*") && !offered[i].equals(">")) {
                wanted[i] = offered[i];
            }
        }
        int last = wanted.length - 1;
        if (wanted[last].equals(">") && offered.length >= wanted.length) {
            String[] longer = Arrays.copyOf(wanted, offered.length);
            System.arraycopy(offered, last, longer, last, offered.length - last);
            wanted = longer;
        }
        return String.join(".", wanted);
    }
}
