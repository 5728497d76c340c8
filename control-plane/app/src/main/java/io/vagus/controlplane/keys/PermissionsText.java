package io.vagus.controlplane.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/** Permissions as they are stored: JSON. */
public final class PermissionsText {

    private static final ObjectMapper JSON =
            new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

    private PermissionsText() {}

    public static @Nullable String write(@Nullable Permissions permissions) {
        try {
            return permissions == null ? null : JSON.writeValueAsString(permissions);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static @Nullable Permissions read(@Nullable String text) {
        try {
            return text == null ? null : JSON.readValue(text, Permissions.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
