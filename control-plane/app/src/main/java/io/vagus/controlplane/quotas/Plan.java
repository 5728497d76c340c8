package io.vagus.controlplane.quotas;

import io.vagus.controlplane.platform.Tagged;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What teams on it may have.
 *
 * @param isDefault whether teams are on it that were put on none
 * @param totals by the name of the limit; -1 or none means no limit
 */
public record Plan(String id, String name, boolean isDefault, Map<String, Long> totals) implements Tagged {

    /** No limit. */
    public static final long UNLIMITED = -1;

    public Plan {
        totals = Map.copyOf(totals);
    }

    public long total(String limit) {
        return totals.getOrDefault(limit, UNLIMITED);
    }

    /** Whether it puts a ceiling on nothing. */
    public boolean isUnlimited() {
        return totals.values().stream().allMatch(total -> total < 0);
    }

    @Override
    public Object version() {
        return List.of(id, name, new TreeMap<>(totals));
    }
}
