/**
 * JetStream: streams, their API, their storage rules. A stream and its consumers are owned by one shard's thread; an account's
 * list of streams and what it has reserved by the account object's lock; what others read are snapshots.
 */
@NullMarked
package io.vagus.jetstream;

import org.jspecify.annotations.NullMarked;
