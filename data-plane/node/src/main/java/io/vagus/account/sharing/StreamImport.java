package io.vagus.account.sharing;

import org.jspecify.annotations.Nullable;

/**
 * Messages of another account that this one may listen to.
 *
 * @param exporter the other account's name
 * @param from their subject there
 * @param to their subject here, which may use {@code $n} for the n-th wildcard of {@code from}; empty for the same
 * @param prefix what stands before the subject here; empty unless {@code to} is
 * @param allowTrace whether message tracing goes on in this account
 * @param activation the activation token shown; null for none
 */
public record StreamImport(
        String exporter,
        String from,
        String to,
        String prefix,
        boolean allowTrace,
        @Nullable Activation activation) {

    /** Under the same subject. */
    public static StreamImport of(String exporter, String subject) {
        return new StreamImport(exporter, subject, "", "", false, null);
    }
}
