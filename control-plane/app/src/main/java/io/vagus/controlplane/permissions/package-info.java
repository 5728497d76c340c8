/** What users may do and how they may come, as the API and tokens say it. */
@NullMarked
package io.vagus.controlplane.permissions;

import org.jspecify.annotations.NullMarked;
