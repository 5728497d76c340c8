/**
 * What issuers say about certificates (OCSP, RFC 6960): answers that the node shows with its own certificate, and answers it asks
 * for about those of its peers. Loaded only where a certificate or the configuration asks for it.
 *
 * <p>Who owns what: a {@link io.vagus.transport.tls.ocsp.Staple} owns the answer about one certificate of the node's own; {@link
 * io.vagus.transport.tls.ocsp.Revocation} owns the timer that renews them and the {@link io.vagus.transport.tls.ocsp.ResponseCache}
 * of answers about peers. Both are safe for use by any thread.
 */
@NullMarked
package io.vagus.transport.tls.ocsp;

import org.jspecify.annotations.NullMarked;
