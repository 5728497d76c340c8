/** Serves the portal, the published API document and what a client needs before it can sign in. */
@NullMarked
package io.vagus.controlplane.portal;

import org.jspecify.annotations.NullMarked;
