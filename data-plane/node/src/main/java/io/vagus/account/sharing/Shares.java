package io.vagus.account.sharing;

import java.util.List;

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
}
