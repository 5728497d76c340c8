/**
 * The node's numbers for tools that are not NATS tools: read once into families of samples, then written as Prometheus text,
 * OpenMetrics, or handed to the OTLP exporter. Reads snapshots only.
 */
@NullMarked
package io.vagus.monitoring.metrics;

import org.jspecify.annotations.NullMarked;
