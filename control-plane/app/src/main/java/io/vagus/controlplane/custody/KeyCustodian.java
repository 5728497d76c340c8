package io.vagus.controlplane.custody;

/**
 * Holds the key-encryption key and seals secrets under it. A file in development; a key management service in production.
 *
 * <p>The {@code context} binds a sealed secret to what it belongs to: it opens only with the same context.
 */
public interface KeyCustodian {

    /** Names the key that seals now; stored beside what it sealed, so that keys can be changed. */
    String keyId();

    byte[] seal(byte[] secret, byte[] context);

    /** @throws CustodyException when it was sealed under a key that is not held here, for another context, or was changed */
    byte[] open(String keyId, byte[] sealed, byte[] context);
}
