/** Nkeys, JWT claims, credentials files and permissions: who somebody is, without any socket or store. */
@NullMarked
package io.vagus.identity;

import org.jspecify.annotations.NullMarked;
