@NullMarked
package io.vagus.account.operator;

import org.jspecify.annotations.NullMarked;
