/** The format in which streams are backed up: an archive of entries in frames of S2. Pure, but for the streams they read and write. */
@NullMarked
package io.vagus.jetstream.snapshot;

import org.jspecify.annotations.NullMarked;
