package io.vagus.controlplane.sharing;

import org.jspecify.annotations.Nullable;

/** What is wanted of an export; null says nothing about a member. */
public record ExportDraft(
        @Nullable String name,
        @Nullable String description,
        @Nullable String infoUrl,
        @Nullable String subject,
        @Nullable Kind kind,
        @Nullable ResponseType responseType,
        @Nullable Boolean tokenRequired,
        @Nullable Integer accountTokenPosition,
        @Nullable Integer latencyPercent,
        @Nullable String latencySubject,
        @Nullable Boolean advertised) {}
