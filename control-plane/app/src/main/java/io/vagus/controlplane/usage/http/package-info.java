/** The traffic operation of the API. */
@NullMarked
package io.vagus.controlplane.usage.http;

import org.jspecify.annotations.NullMarked;
