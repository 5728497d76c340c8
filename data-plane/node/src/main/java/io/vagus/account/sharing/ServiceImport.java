package io.vagus.account.sharing;

import org.jspecify.annotations.Nullable;

/**
 * Requests that this account may send to another one.
 *
 * @param exporter the other account's name
 * @param subject their subject there
 * @param local their subject here, which may use {@code $n} for the n-th wildcard of {@code subject}; empty for the same
 * @param share whether the exporter learns who sends them
 * @param activation the activation token shown; null for none
 */
public record ServiceImport(
        String exporter,
        String subject,
        String local,
        boolean share,
        @Nullable Activation activation) {

    /** Under the same subject. */
    public static ServiceImport of(String exporter, String subject) {
        return new ServiceImport(exporter, subject, "", false, null);
    }

    /** Their subject here. */
    String from() {
        return local.isEmpty() ? subject : local;
    }
}
