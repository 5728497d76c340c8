@NullMarked
package io.vagus.monitoring.metrics;

import org.jspecify.annotations.NullMarked;
