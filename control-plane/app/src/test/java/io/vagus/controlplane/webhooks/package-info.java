/** Tests of personal access tokens. */
@NullMarked
package io.vagus.controlplane.webhooks;

import org.jspecify.annotations.NullMarked;
