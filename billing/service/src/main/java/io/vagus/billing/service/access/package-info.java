/** Who may see an account: asks the control plane with the caller's own token. */
@NullMarked
package io.vagus.billing.service.access;

import org.jspecify.annotations.NullMarked;
