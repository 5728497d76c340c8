@NullMarked
package io.vagus.monitoring.otlp;

import org.jspecify.annotations.NullMarked;
