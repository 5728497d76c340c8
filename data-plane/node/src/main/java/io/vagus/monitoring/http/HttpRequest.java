package io.vagus.monitoring.http;

import org.jspecify.annotations.Nullable;

/**
 * A request to be answered.
 *
 * @param path decoded and clean
 * @param query as it came; null without one
 * @param accept what the asker would like to get; may be empty
 */
public record HttpRequest(String path, @Nullable String query, String accept) {}
