/** The threads that own streams, each with a bounded queue of what is to be done. */
@NullMarked
package io.vagus.jetstream.shard;

import org.jspecify.annotations.NullMarked;
