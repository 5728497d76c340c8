/** Tests of keys, tokens and credentials. */
@NullMarked
package io.vagus.identity;

import org.jspecify.annotations.NullMarked;
