/**
 * Sends metrics and spans to an OpenTelemetry collector over OTLP/HTTP with JSON bodies. Loaded only when configured; has one
 * thread of its own, bounded queues, and drops rather than waits.
 */
@NullMarked
package io.vagus.monitoring.otlp;

import org.jspecify.annotations.NullMarked;
