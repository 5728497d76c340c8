package io.vagus.controlplane.sharing.store;

/** An export as the catalogue shows it. */
public record AdvertisedExport(ExportRow export, String accountKey, String accountName, String teamName) {}
