package io.vagus.controlplane.sharing;

import io.vagus.controlplane.permissions.SubjectFilter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** Where messages to a subject go instead; several destinations share them by weight. */
public record SubjectMapping(
        @NotNull @SubjectFilter String subject,

        @NotNull @Size(max = MAX_DESTINATIONS) List<@NotNull @Valid Destination> destinations) {

    public static final int MAX_DESTINATIONS = 20;

    /**
     * One of them.
     *
     * @param weight percent
     */
    public record Destination(
            @NotNull @SubjectFilter String subject,
            @NotNull @Min(1) @Max(100) Integer weight) {}
}
