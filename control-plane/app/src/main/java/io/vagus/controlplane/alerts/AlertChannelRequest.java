package io.vagus.controlplane.alerts;

import io.vagus.controlplane.platform.Name;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** A way in which somebody is to be told. */
public record AlertChannelRequest(
        @NotNull @Name String name,
        @NotNull AlertChannel.ChannelKind kind,
        @NotNull @Size(max = 1024) String target) {}
