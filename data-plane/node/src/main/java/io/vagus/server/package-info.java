/** The process: flags, start-up, signals, reload, shutdown, and the wiring of all parts of the node. Nothing imports it. */
@NullMarked
package io.vagus.server;

import org.jspecify.annotations.NullMarked;
