/** The account operations of the API. */
@NullMarked
package io.vagus.controlplane.accounts.http;

import org.jspecify.annotations.NullMarked;
