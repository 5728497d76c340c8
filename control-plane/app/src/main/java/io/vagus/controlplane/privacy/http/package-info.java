/** The operations of a person on what we know of them. */
@NullMarked
package io.vagus.controlplane.privacy.http;

import org.jspecify.annotations.NullMarked;
