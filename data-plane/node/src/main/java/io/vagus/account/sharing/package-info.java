/**
 * What accounts offer to one another and take from one another: exports, imports, and the messages that cross.
 *
 * <p>Who owns what: {@link io.vagus.account.sharing.Sharing} changes what is shared, one change after the other under its lock;
 * what an account imports is read by loops without a lock; a request that waits for its answer belongs to the exporter's
 * {@link io.vagus.account.sharing.PendingReplies}.
 */
@NullMarked
package io.vagus.account.sharing;

import org.jspecify.annotations.NullMarked;
