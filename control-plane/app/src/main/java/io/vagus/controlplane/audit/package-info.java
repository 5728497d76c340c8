/** The record of what was done and what was refused, written with the change itself. */
@NullMarked
package io.vagus.controlplane.audit;

import org.jspecify.annotations.NullMarked;
