@NullMarked
package io.vagus.jetstream.shard;

import org.jspecify.annotations.NullMarked;
