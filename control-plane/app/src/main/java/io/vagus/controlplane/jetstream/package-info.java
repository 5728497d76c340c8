/** Streams, consumers, buckets and the messages inside them. Nothing of it is stored here: the nodes of an account own it. */
@NullMarked
package io.vagus.controlplane.jetstream;

import org.jspecify.annotations.NullMarked;
