/** The operations of the operator's console, and the public state. */
@NullMarked
package io.vagus.controlplane.console.http;

import org.jspecify.annotations.NullMarked;
