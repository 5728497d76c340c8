/**
 * Who hears what: the interest of one subject space, its queue groups, and the match of a subject against it.
 *
 * <p>Who owns what: an interest is changed under its own lock and read without one; a match and a probe belong to the thread that
 * made them; a subscription's limit is set by its owner, its deliveries are counted per loop, or exactly once it is limited.
 */
@NullMarked
package io.vagus.routing;

import org.jspecify.annotations.NullMarked;
