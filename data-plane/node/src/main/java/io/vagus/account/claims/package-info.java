/** From what the claims of a user say to what the node enforces, whoever signed them. */
@NullMarked
package io.vagus.account.claims;

import org.jspecify.annotations.NullMarked;
