/** The operations on service accounts. */
@NullMarked
package io.vagus.controlplane.serviceaccounts.http;

import org.jspecify.annotations.NullMarked;
