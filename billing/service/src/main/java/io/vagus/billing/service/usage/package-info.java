/** An account's month: what it moved and what that costs. */
@NullMarked
package io.vagus.billing.service.usage;

import org.jspecify.annotations.NullMarked;
