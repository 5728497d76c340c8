/** What a month's traffic costs on a plan. */
@NullMarked
package io.vagus.billing.rating;

import org.jspecify.annotations.NullMarked;
