/** What accounts give each other: exports, imports, activations, the catalogue with its requests, mappings, authentication services. */
@NullMarked
package io.vagus.controlplane.sharing;

import org.jspecify.annotations.NullMarked;
