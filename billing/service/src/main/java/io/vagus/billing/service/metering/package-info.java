/** Reads counters from NATS servers and keeps what they add up to in PostgreSQL, each advance once. */
@NullMarked
package io.vagus.billing.service.metering;

import org.jspecify.annotations.NullMarked;
