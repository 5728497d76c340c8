/** Where a person is signed in, as the identity provider knows it, and signing out elsewhere. */
@NullMarked
package io.vagus.controlplane.sessions;

import org.jspecify.annotations.NullMarked;
