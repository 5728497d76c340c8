/** Operator mode: accounts and users that prove themselves by JWTs under a trusted operator, and the store of account JWTs. */
@NullMarked
package io.vagus.account.operator;

import org.jspecify.annotations.NullMarked;
