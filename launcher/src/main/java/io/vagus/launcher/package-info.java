/** The supervisor behind {@code ./vagus}: it owns the processes of one local Vagus service, from start to stop. */
@NullMarked
package io.vagus.launcher;

import org.jspecify.annotations.NullMarked;
