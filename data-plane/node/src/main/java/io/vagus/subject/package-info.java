/** Subjects and subject patterns: their grammar, and how one pattern relates to another. */
@NullMarked
package io.vagus.subject;

import org.jspecify.annotations.NullMarked;
