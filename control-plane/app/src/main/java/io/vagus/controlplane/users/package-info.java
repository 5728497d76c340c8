/** NATS users: credentials issued once, expiry, revocation. */
@NullMarked
package io.vagus.controlplane.users;

import org.jspecify.annotations.NullMarked;
