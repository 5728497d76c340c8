/** What the stores promise, kept by memory and files alike, and what files keep when the machine fails. */
@NullMarked
package io.vagus.storage;

import org.jspecify.annotations.NullMarked;
