/** Who hears what: the interest of one subject space, its queue groups, and the match of a subject against it. */
@NullMarked
package io.vagus.routing;

import org.jspecify.annotations.NullMarked;
