/** Queries across tenants, and the record of incidents and operators' actions. */
@NullMarked
package io.vagus.controlplane.console.store;

import org.jspecify.annotations.NullMarked;
