/** What tests of alerts need from inside. */
@NullMarked
package io.vagus.controlplane.alerts;

import org.jspecify.annotations.NullMarked;
