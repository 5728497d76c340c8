/** The config operation and the files of the portal. */
@NullMarked
package io.vagus.controlplane.portal.http;

import org.jspecify.annotations.NullMarked;
