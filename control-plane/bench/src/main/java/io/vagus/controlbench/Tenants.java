package io.vagus.controlbench;

import java.util.List;

/**
 * Who has what in the filled system.
 *
 * @param accounts all accounts that the bench made, in no order
 */
record Tenants(List<Team> teams, List<Account> accounts) {

    /** A team, and a service account of it: the rate limit is each caller's own. */
    record Team(String id, Api api) {}

    record Account(String id, String publicKey, Team team) {}

    Tenants {
        teams = List.copyOf(teams);
        accounts = List.copyOf(accounts);
    }
}
