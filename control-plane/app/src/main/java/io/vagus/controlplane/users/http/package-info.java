/** The user operations of the API. */
@NullMarked
package io.vagus.controlplane.users.http;

import org.jspecify.annotations.NullMarked;
