@NullMarked
package io.vagus.differential;

import org.jspecify.annotations.NullMarked;
