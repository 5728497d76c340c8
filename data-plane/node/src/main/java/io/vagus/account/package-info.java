/** Accounts: isolated subject spaces with limits, permissions and usage counters, and the port that decides who may use which. */
@NullMarked
package io.vagus.account;

import org.jspecify.annotations.NullMarked;
