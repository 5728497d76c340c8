/** Authentication services: users of an account who decide, by signed tokens, who else may come in. Source: ADR-26. */
@NullMarked
package io.vagus.account.callout;

import org.jspecify.annotations.NullMarked;
