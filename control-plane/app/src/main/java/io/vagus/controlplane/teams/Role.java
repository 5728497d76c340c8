package io.vagus.controlplane.teams;

import static io.vagus.controlplane.teams.Right.DEVELOP;
import static io.vagus.controlplane.teams.Right.MANAGE_ACCOUNTS;
import static io.vagus.controlplane.teams.Right.MANAGE_PEOPLE;
import static io.vagus.controlplane.teams.Right.OPERATE;
import static io.vagus.controlplane.teams.Right.OWN;
import static io.vagus.controlplane.teams.Right.READ;
import static io.vagus.controlplane.teams.Right.READ_AUDIT;
import static io.vagus.controlplane.teams.Right.VIEW;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What somebody is in a team, or in one of its accounts: the closed table of who may do what. */
public enum Role {
    @JsonProperty("owner")
    OWNER(VIEW, READ, READ_AUDIT, OPERATE, DEVELOP, MANAGE_ACCOUNTS, MANAGE_PEOPLE, Right.BILLING, OWN),
    @JsonProperty("admin")
    ADMIN(VIEW, READ, READ_AUDIT, OPERATE, DEVELOP, MANAGE_ACCOUNTS, MANAGE_PEOPLE, Right.BILLING),
    @JsonProperty("operator")
    OPERATOR(VIEW, READ, READ_AUDIT, OPERATE, MANAGE_ACCOUNTS),
    @JsonProperty("developer")
    DEVELOPER(VIEW, READ, DEVELOP),
    @JsonProperty("viewer")
    VIEWER(VIEW, READ),
    @JsonProperty("billing")
    BILLING(VIEW, Right.BILLING);

    private final Set<Right> rights;

    Role(Right... rights) {
        this.rights = Collections.unmodifiableSet(EnumSet.copyOf(List.of(rights)));
    }

    /** Reads what {@link #toString} wrote. */
    public static Role of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public boolean has(Right right) {
        return rights.contains(right);
    }

    /** What it lets its holder do, in the order of {@link Right}. */
    public List<Right> rights() {
        return List.copyOf(rights);
    }

    /** What it lets somebody do who is no member, but let in for a time. */
    List<Right> rightsByGrant() {
        return rights.stream().filter(right -> !right.isOfMembers()).toList();
    }

    /** Whether somebody can be that in one account alone. */
    boolean isOfAccounts() {
        return this == OPERATOR || this == DEVELOPER || this == VIEWER;
    }

    /** Whether its holder may make somebody {@code other}, or end that: nobody hands out more than they have. */
    public boolean covers(Role other) {
        return rights.containsAll(other.rights);
    }

    /** As the API and the database word it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
