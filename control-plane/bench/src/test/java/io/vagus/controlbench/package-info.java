/** Tests of what the measurements are made of. */
@NullMarked
package io.vagus.controlbench;

import org.jspecify.annotations.NullMarked;
