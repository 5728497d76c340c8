package io.vagus.controlplane.accounts;

import io.vagus.controlplane.permissions.Permissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wanted of an account; null says nothing about a member. */
public record AccountDraft(
        @Nullable String name,
        @Nullable String description,
        Limits limits,
        @Nullable List<String> tags,
        @Nullable Permissions defaultPermissions) {}
