/** Holds the code against the published document. */
@NullMarked
package io.vagus.billing.service.contract;

import org.jspecify.annotations.NullMarked;
