/** What monitoring asks of JetStream. Only the ports: JetStream implements them, monitoring and the metrics read them. */
@NullMarked
package io.vagus.jetstream.monitor;

import org.jspecify.annotations.NullMarked;
