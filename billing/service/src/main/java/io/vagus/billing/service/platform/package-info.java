/** What every feature of the service shares: problem details, request ids, the clock. Knows no feature. */
@NullMarked
package io.vagus.billing.service.platform;

import org.jspecify.annotations.NullMarked;
