package io.vagus.account.sharing;

/** Messages that other accounts may listen to. */
public record StreamExport(String subject, ExportAccess access) {}
