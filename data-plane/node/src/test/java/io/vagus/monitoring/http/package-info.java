/** Tests of the system account and of monitoring. */
@NullMarked
package io.vagus.monitoring.http;

import org.jspecify.annotations.NullMarked;
