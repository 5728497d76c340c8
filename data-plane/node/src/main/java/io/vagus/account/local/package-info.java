/** Accounts and users that stand in the server's own configuration, and who may connect by them. */
@NullMarked
package io.vagus.account.local;

import org.jspecify.annotations.NullMarked;
