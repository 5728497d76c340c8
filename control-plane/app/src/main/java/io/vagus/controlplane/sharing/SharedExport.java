package io.vagus.controlplane.sharing;

import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an account offers to others.
 *
 * @param tokenRequired whether each importer needs the exporter's leave; without that every account may import it
 * @param accountTokenPosition the token of the subject, from 1, that has to be the importer's key; 0: none
 * @param latencyPercent how many of a service's answers are measured, 0: those whose headers ask for it; null: none
 * @param advertised whether other teams see it in the catalogue
 */
public record SharedExport(
        UUID id,
        UUID accountId,
        String name,
        String description,
        String infoUrl,
        String subject,
        Kind kind,
        @Nullable ResponseType responseType,
        boolean tokenRequired,
        int accountTokenPosition,
        @Nullable Integer latencyPercent,
        @Nullable String latencySubject,
        boolean advertised,
        Instant createdAt)
        implements Tagged {

    @Override
    public Object version() {
        return Arrays.asList(
                id,
                name,
                description,
                infoUrl,
                subject,
                kind,
                responseType,
                tokenRequired,
                accountTokenPosition,
                latencyPercent,
                latencySubject,
                advertised);
    }
}
