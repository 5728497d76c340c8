@NullMarked
package io.vagus.transport.link;

import org.jspecify.annotations.NullMarked;
