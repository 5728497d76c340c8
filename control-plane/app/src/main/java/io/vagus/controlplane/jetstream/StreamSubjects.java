package io.vagus.controlplane.jetstream;

import java.util.List;

/** Subjects of a stream in alphabetical order; {@code truncated} when there are more than are shown. */
public record StreamSubjects(List<SubjectCount> subjects, boolean truncated) {

    /** How many messages a subject has. */
    public record SubjectCount(String subject, long messages) {}
}
