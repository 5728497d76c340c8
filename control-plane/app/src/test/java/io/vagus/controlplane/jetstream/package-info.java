/** Tests of what is said about JetStream. */
@NullMarked
package io.vagus.controlplane.jetstream;

import org.jspecify.annotations.NullMarked;
