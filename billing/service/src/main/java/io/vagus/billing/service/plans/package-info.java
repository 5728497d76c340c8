/** The plans on offer, and money and plans as the API shows them. */
@NullMarked
package io.vagus.billing.service.plans;

import org.jspecify.annotations.NullMarked;
