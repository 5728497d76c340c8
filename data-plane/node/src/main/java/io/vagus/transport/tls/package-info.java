/**
 * TLS on one link: settings, certificates and keys from PEM files, contexts that are made anew when files change, and the
 * link that encrypts. It knows no protocol peer.
 *
 * <p>Who owns what: a {@link io.vagus.transport.tls.TlsContext} never changes and may be used by any thread; whoever serves a
 * port holds the one that is valid now in a volatile field. A {@link io.vagus.transport.tls.TlsLink} is read by its owner's loop;
 * what goes out of it is guarded by its own lock, which is taken within the lock of the outbound side and takes no other.
 */
@NullMarked
package io.vagus.transport.tls;

import org.jspecify.annotations.NullMarked;
