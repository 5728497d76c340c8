package io.vagus.controlplane.sharing;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of an import: an export of the catalogue by its id, or one from elsewhere by key, subject and kind.
 */
public record ImportDraft(
        String name,
        @Nullable UUID exportId,
        @Nullable String exporterKey,
        @Nullable String subject,
        @Nullable Kind kind,
        @Nullable String token,
        @Nullable String localSubject,
        boolean shareInfo) {}
