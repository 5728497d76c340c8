/** How requests and failures look on the wire: request ids, problem documents, security headers, JSON rules. */
@NullMarked
package io.vagus.controlplane.platform.http;

import org.jspecify.annotations.NullMarked;
