package io.vagus.monitoring.otlp;

/**
 * One message on its way through the node.
 *
 * @param spanId 16 hexadecimal digits
 * @param startNanos Unix time in nanoseconds
 * @param endNanos the same
 * @param connection the sender's number
 * @param bytes headers and payload
 * @param deliveries how many got it
 */
record PublishSpan(
        TraceParent parent,
        String spanId,
        long startNanos,
        long endNanos,
        String account,
        long connection,
        String subject,
        int bytes,
        int deliveries) {}
