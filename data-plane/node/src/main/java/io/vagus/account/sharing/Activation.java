package io.vagus.account.sharing;

/**
 * A verified activation token: the exporter's leave for one importer.
 *
 * @param issuer the account that gave it
 * @param signer the key it is signed with: the account's own, or one that signs for it
 * @param importer whom it is for: an account key
 * @param subject what may be imported with it, a pattern
 * @param service whether it is for a service rather than a stream
 * @param issuedAtSeconds when it was given, in Unix seconds
 * @param expiresSeconds when it ends; 0 for never
 */
public record Activation(
        String issuer,
        String signer,
        String importer,
        String subject,
        boolean service,
        long issuedAtSeconds,
        long expiresSeconds) {}
