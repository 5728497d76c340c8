/**
 * Accounts: isolated subject spaces with limits, permissions and usage counters, and the port that decides who may use which.
 *
 * <p>Who owns what: an account's members and connection limit change together under its lock; other counters are atomic; its
 * traffic is counted by each loop in a place of the loop's own and summed when read. Scopes and rules are immutable; a
 * connection's leave to reply has its own lock.
 */
@NullMarked
package io.vagus.account;

import org.jspecify.annotations.NullMarked;
