/** The configuration file: its grammar, its fields, and the errors that name the place of a mistake. */
@NullMarked
package io.vagus.server.config;

import org.jspecify.annotations.NullMarked;
