package io.vagus.controlplane.sharing;

import io.vagus.controlplane.platform.Tagged;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an account does with subjects and logins besides exports and imports. */
public record AccountSharing(
        @NotNull @Size(max = MAX_MAPPINGS) List<@NotNull @Valid SubjectMapping> mappings,

        @Valid @Nullable AuthenticationService authentication)
        implements Tagged {

    @Override
    public Object version() {
        return Arrays.asList(mappings, authentication);
    }

    public static final int MAX_MAPPINGS = 100;
}
