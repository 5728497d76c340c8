package io.vagus.monitoring.http;

import io.vagus.protocol.HttpHead;
import org.jspecify.annotations.Nullable;

/**
 * A request to be answered.
 *
 * @param path decoded and clean
 * @param query as it came; null without one
 */
public record HttpRequest(String path, @Nullable String query, HttpHead head) {}
