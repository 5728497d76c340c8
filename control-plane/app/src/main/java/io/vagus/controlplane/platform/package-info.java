/** What every feature stands on: ids, problems, pages, units of work, idempotent creation. Knows no feature. */
@NullMarked
package io.vagus.controlplane.platform;

import org.jspecify.annotations.NullMarked;
