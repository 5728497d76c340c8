package io.vagus.controlplane.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Which traces are kept: those that the caller keeps, and of the others a part ({@code OTEL_TRACES_SAMPLER_ARG}, all unless it
 * says otherwise). A question to the database that belongs to nothing, as jobs ask every second, begins no trace.
 */
final class Sampling {

    @Produces
    @Singleton
    Sampler sampler(@ConfigProperty(name = "quarkus.otel.traces.sampler.arg", defaultValue = "1.0") double part) {
        return Sampler.parentBased(new Beginnings(Sampler.traceIdRatioBased(part)));
    }

    /** Decides where a trace begins. */
    private record Beginnings(Sampler ratio) implements Sampler {

        @Override
        public SamplingResult shouldSample(
                Context parent,
                String traceId,
                String name,
                SpanKind kind,
                Attributes attributes,
                List<LinkData> links) {
            return kind == SpanKind.CLIENT
                    ? SamplingResult.drop()
                    : ratio.shouldSample(parent, traceId, name, kind, attributes, links);
        }

        @Override
        public String getDescription() {
            return "Beginnings{" + ratio.getDescription() + "}";
        }
    }
}
