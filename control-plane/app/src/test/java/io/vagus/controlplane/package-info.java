/** Tests of the control plane as a whole: its API over HTTP, its document, its architecture. */
@NullMarked
package io.vagus.controlplane;

import org.jspecify.annotations.NullMarked;
