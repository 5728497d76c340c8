package io.vagus.subject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The subject mappings of an account; of those that fit a subject the one given first counts. Immutable. */
public final class SubjectMappings {

    private final Map<String, SubjectMapping> literal = new HashMap<>();
    private final List<SubjectMapping> wild = new ArrayList<>();

    private SubjectMappings(List<SubjectMapping> mappings) {
        Map<String, SubjectMapping> last = new java.util.LinkedHashMap<>();
        mappings.forEach(mapping -> last.put(mapping.source(), mapping));
        last.forEach((source, mapping) -> {
            if (SubjectFilters.hasWildcard(source)) {
                wild.add(mapping);
            } else {
                literal.put(source, mapping);
            }
        });
    }

    /** Null for no mappings. The last of two with the same source counts. */
    public static @Nullable SubjectMappings of(List<SubjectMapping> mappings) {
        return mappings.isEmpty() ? null : new SubjectMappings(mappings);
    }

    /** The mapping of a subject; one without wildcards goes before one with. */
    public @Nullable SubjectMapping find(String subject) {
        SubjectMapping exact = literal.get(subject);
        if (exact != null) {
            return exact;
        }
        for (SubjectMapping mapping : wild) {
            if (SubjectFilters.isSubset(subject, mapping.source())) {
                return mapping;
            }
        }
        return null;
    }

    /** All of them. */
    public List<SubjectMapping> all() {
        List<SubjectMapping> all = new ArrayList<>(literal.values());
        all.addAll(wild);
        return all;
    }
}
