/** What can be bought: plans, and which of them an account has when nobody chose one. */
@NullMarked
package io.vagus.billing.catalog;

import org.jspecify.annotations.NullMarked;
