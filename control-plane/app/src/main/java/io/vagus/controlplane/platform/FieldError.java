package io.vagus.controlplane.platform;

/** One member of a request that is not as it should be; {@code field} is its path, e.g. {@code limits.connections}. */
public record FieldError(String field, String reason) {}
