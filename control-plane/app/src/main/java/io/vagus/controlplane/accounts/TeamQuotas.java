package io.vagus.controlplane.accounts;

import java.util.List;

/** What a team's plan gives it, and how much of that its accounts have. */
public record TeamQuotas(String planId, String planName, List<Quota> quotas) {}
