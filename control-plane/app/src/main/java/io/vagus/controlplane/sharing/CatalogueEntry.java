package io.vagus.controlplane.sharing;

import java.util.UUID;

/**
 * An export as importers see it.
 *
 * @param own whether it is of the team that looks
 */
public record CatalogueEntry(
        UUID exportId,
        String name,
        String description,
        String infoUrl,
        Kind kind,
        String subject,
        boolean tokenRequired,
        String accountKey,
        String accountName,
        String teamName,
        boolean own) {}
