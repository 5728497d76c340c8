package io.vagus.controlplane.accounts;

/** How many accounts of a team have just these limits. */
record Holding(Limits limits, long accounts) {}
