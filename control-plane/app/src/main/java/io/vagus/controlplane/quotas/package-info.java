/** What a team may have in all: its plan. Knows nothing of what the quotas are spent on. */
@NullMarked
package io.vagus.controlplane.quotas;

import org.jspecify.annotations.NullMarked;
