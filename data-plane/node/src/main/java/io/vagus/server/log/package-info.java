/** The log of the process, on standard error or in a file. */
@NullMarked
package io.vagus.server.log;

import org.jspecify.annotations.NullMarked;
