/** Bytes in the frames of Snappy and S2, which backups of streams and kept answers of certificate issuers come in. Pure. */
@NullMarked
package io.vagus.base.framing;

import org.jspecify.annotations.NullMarked;
