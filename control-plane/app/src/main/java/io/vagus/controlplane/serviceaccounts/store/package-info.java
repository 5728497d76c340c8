/** The rows of service accounts. */
@NullMarked
package io.vagus.controlplane.serviceaccounts.store;

import org.jspecify.annotations.NullMarked;
