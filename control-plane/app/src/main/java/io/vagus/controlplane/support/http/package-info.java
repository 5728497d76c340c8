/** The operations of support access, for operators and for teams. */
@NullMarked
package io.vagus.controlplane.support.http;

import org.jspecify.annotations.NullMarked;
