/** Rows of users and revocations. */
@NullMarked
package io.vagus.controlplane.users.store;

import org.jspecify.annotations.NullMarked;
