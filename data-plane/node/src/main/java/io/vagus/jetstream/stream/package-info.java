/** One stream: its state, the rules a message has to pass, limits, purges. Owned by the thread of its shard. */
@NullMarked
package io.vagus.jetstream.stream;

import org.jspecify.annotations.NullMarked;
