/** The operations on a person's sign-ins. */
@NullMarked
package io.vagus.controlplane.sessions.http;

import org.jspecify.annotations.NullMarked;
