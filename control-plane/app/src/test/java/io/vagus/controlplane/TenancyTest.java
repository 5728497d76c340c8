package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Tenancy;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The wall between teams inside the database. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class TenancyTest {

    /** Tables that belong to no team, each with the reason. A new table has a policy, or stands here. */
    private static final Map<String, String> WITHOUT_TEAM = Map.ofEntries(
            Map.entry("person", "people are in many teams"),
            Map.entry("token", "a token is its person's; its queries carry the person"),
            Map.entry("revoked_token", "known by what it was, to its person's teams alone"),
            Map.entry("idempotency_key", "a key is its caller's; its queries carry the person"),
            Map.entry("sealed_seed", "found by a public key alone, sealed for the custodian"),
            Map.entry("delivery", "what nodes must hear, also of accounts that are gone"),
            Map.entry("operator", "the one operator of the service"),
            Map.entry("plan", "plans are the same for all teams"),
            Map.entry("job_round", "jobs of the service itself"),
            Map.entry("flyway_schema_history", "the migrations"),
            Map.entry("operator_action", "acts of those who run the service"),
            Map.entry("node_seen", "servers of the service"),
            Map.entry("ended_session", "a sign-in is its person's, known by its id alone"),
            Map.entry("incident", "states of the service that everybody may see"));

    @Inject
    Database database;

    @Inject
    Tenancy tenancy;

    @Test
    void everyTableOfATeamHasAPolicy() {
        List<String> open = database.await(
                work -> work.session().createNativeQuery("""
                    select c.relname::text from pg_class c
                    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                      and not (c.relrowsecurity
                        and exists (select from pg_policy p where p.polrelid = c.oid))\
                    """, String.class).getResultList());

        assertThat(open).containsExactlyInAnyOrderElementsOf(WITHOUT_TEAM.keySet());
    }

    @Test
    void aQueryThatForgetsItsTeamFindsNothingOfOthers() {
        Api ada = Api.person("ada");
        Api eve = Api.person("eve");
        String account = ada.account("adas");
        ada.post(account + "/users", "{\"name\": \"u\"}").then().statusCode(201);
        eve.account("eves");
        UUID evesTeam = UUID.fromString(eve.team());

        for (String table : List.of("team", "membership", "account", "signing_key", "nats_user", "audit_entry")) {
            assertThat(count("select count(*) from " + table, UUID.fromString(ada.team())))
                    .as("Ada's own rows of " + table)
                    .isPositive();
        }
        assertThat(count("select count(*) from account", evesTeam)).isEqualTo(1);
        assertThat(count("select count(*) from account where name = 'adas'", evesTeam))
                .isZero();
        assertThat(count("select count(*) from team", evesTeam)).isEqualTo(1);
        assertThat(count("select count(*) from nats_user", evesTeam)).isZero();
        assertThat(count("select count(*) from audit_entry where team_id <> '" + evesTeam + "'", evesTeam))
                .isZero();
    }

    @Test
    void changesThatForgetTheirTeamChangeNothingOfOthers() {
        Api ada = Api.person("ada");
        Api eve = Api.person("eve");
        String account = ada.account("adas");

        UUID evesTeam = UUID.fromString(eve.team());

        int changed = database.await(work -> tenancy.narrow(work, evesTeam)
                .chain(() -> work.session()
                        .createNativeQuery("update account set suspended = true")
                        .executeUpdate()));

        assertThat(changed).isZero();
        assertThat(ada.get(account).<Boolean>path("suspended")).isFalse();
    }

    @Test
    void nothingIsWrittenIntoAnotherTeam() {
        UUID adas = UUID.fromString(Api.person("ada").team());
        UUID eves = UUID.fromString(Api.person("eve").team());

        assertThatThrownBy(() -> database.await(work -> tenancy.narrow(work, eves)
                        .chain(() -> work.session()
                                .createNativeQuery(
                                        "insert into audit_entry (id, team_id, at, actor, actor_kind, action,"
                                                + " target, outcome) values (gen_random_uuid(), '" + adas
                                                + "', now(), 'x', 'token', 'x', 'x', 'done')")
                                .executeUpdate())))
                .hasStackTraceContaining("row-level security");
    }

    @Test
    void theNarrowedSightEndsWithTheTransaction() {
        UUID team = UUID.fromString(Api.person("ada").team());
        Api.person("eve").team();
        for (int i = 0; i < 40; i++) {
            count("select count(*) from team", team);
        }

        for (int i = 0; i < 40; i++) {
            long all = database.await(work -> work.session()
                    .createNativeQuery("select count(*) from team", Long.class)
                    .getSingleResult());
            assertThat(all).isGreaterThanOrEqualTo(2);
        }
    }

    private long count(String query, UUID team) {
        return database.await(work -> tenancy.narrow(work, team)
                .chain(() -> work.session().createNativeQuery(query, Long.class).getSingleResult()));
    }
}
