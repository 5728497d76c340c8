/** Service accounts: machines that are members of one team. */
@NullMarked
package io.vagus.controlplane.serviceaccounts;

import org.jspecify.annotations.NullMarked;
