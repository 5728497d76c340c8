/** Rows of sealed seeds. */
@NullMarked
package io.vagus.controlplane.custody.store;

import org.jspecify.annotations.NullMarked;
