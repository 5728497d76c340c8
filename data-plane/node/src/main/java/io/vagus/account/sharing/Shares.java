package io.vagus.account.sharing;

import io.vagus.subject.SubjectFilters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one account offers to others and takes from them, as it is declared. */
public record Shares(
        List<StreamExport> streamExports,
        List<ServiceExport> serviceExports,
        List<StreamImport> streamImports,
        List<ServiceImport> serviceImports) {

    /** Nothing. */
    public static final Shares NONE = new Shares(List.of(), List.of(), List.of(), List.of());

    public Shares {
        streamExports = List.copyOf(streamExports);
        serviceExports = List.copyOf(serviceExports);
        streamImports = List.copyOf(streamImports);
        serviceImports = List.copyOf(serviceImports);
    }

    /** By hand: a record's own has to be made as it is first asked for, which takes a node that starts many milliseconds. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Shares shares
                && shares.streamExports.equals(streamExports)
                && shares.serviceExports.equals(serviceExports)
                && shares.streamImports.equals(streamImports)
                && shares.serviceImports.equals(serviceImports);
    }

    @Override
    public int hashCode() {
        return List.of(streamExports, serviceExports, streamImports, serviceImports)
                .hashCode();
    }

    /** The same with more services on offer, but for those whose subjects are on offer already. */
    Shares offeringToo(List<ServiceExport> more) {
        List<ServiceExport> all = new ArrayList<>(serviceExports);
        for (ServiceExport each : more) {
            if (serviceExports.stream().noneMatch(own -> SubjectFilters.isSubset(each.subject(), own.subject()))) {
                all.add(each);
            }
        }
        return new Shares(streamExports, all, streamImports, serviceImports);
    }
}
