/** Exact amounts of money and the one place where they are rounded. */
@NullMarked
package io.vagus.billing.money;

import org.jspecify.annotations.NullMarked;
