/** Sends mail to people, where the installation can. */
@NullMarked
package io.vagus.controlplane.mail;

import org.jspecify.annotations.NullMarked;
