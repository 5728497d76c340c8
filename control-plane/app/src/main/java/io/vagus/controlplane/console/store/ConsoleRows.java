package io.vagus.controlplane.console.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.console.OperatorAction;
import io.vagus.controlplane.console.Tenant;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Queries across tenants, and what operators did. */
@ApplicationScoped
public class ConsoleRows {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    public Uni<List<Tenant>> tenants(UnitOfWork work, String search, PageQuery query) {
        return work.session()
                .createNativeQuery("""
                    select cast(t.id as text), t.name, cast(extract(epoch from t.created_at) as float8),
                      (select count(*) from membership m where m.team_id = t.id),
                      (select count(*) from account a where a.team_id = t.id),
                      (select count(*) from account a where a.team_id = t.id and a.state = 'degraded'),
                      (select count(*) from nats_user u join account a on a.id = u.account_id
                         where a.team_id = t.id and u.revoked_at is null),
                      coalesce((select p.plan_id from team_plan p where p.team_id = t.id),
                        (select p.id from plan p where p.is_default))
                    from team t
                    where (t.name > :key or (t.name = :key and t.id > :id))
                      and (:search = '' or strpos(lower(t.name), lower(:search)) > 0
                        or cast(t.id as text) = :search
                        or exists (select 1 from account a where a.team_id = t.id and a.public_key = :search))
                    order by t.name, t.id\
                    """, Object[].class)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setParameter("search", search)
                .setMaxResults(query.fetch())
                .getResultList()
                .map(rows -> rows.stream().map(ConsoleRows::tenant).toList());
    }

    private static Tenant tenant(Object[] row) {
        return new Tenant(
                UUID.fromString(String.valueOf(row[0])),
                String.valueOf(row[1]),
                moment(row[2]),
                ((Number) row[3]).longValue(),
                ((Number) row[4]).longValue(),
                ((Number) row[5]).longValue(),
                ((Number) row[6]).longValue(),
                String.valueOf(row[7]));
    }

    public Uni<Void> record(UnitOfWork work, String actor, String action, String target, String detail) {
        return work.session()
                .createNativeQuery("insert into operator_action (id, at, actor, action, target, detail)"
                        + " values (:id, :at, :actor, :action, :target, :detail)")
                .setParameter("id", Ids.next(work.now()))
                .setParameter("at", work.now())
                .setParameter("actor", actor)
                .setParameter("action", action)
                .setParameter("target", target)
                .setParameter("detail", detail)
                .executeUpdate()
                .replaceWithVoid();
    }

    public Uni<List<OperatorAction>> actions(UnitOfWork work, PageQuery query) {
        return work.session()
                .createNativeQuery(
                        "select cast(id as text), cast(extract(epoch from at) as float8), actor, action, target, detail"
                                + " from operator_action where id < :id order by id desc",
                        Object[].class)
                .setParameter("id", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new OperatorAction(
                                UUID.fromString(String.valueOf(row[0])),
                                moment(row[1]),
                                String.valueOf(row[2]),
                                String.valueOf(row[3]),
                                String.valueOf(row[4]),
                                String.valueOf(row[5])))
                        .toList());
    }

    /** How many accounts carry a token that another key than this one signed, or none yet. */
    public Uni<List<String>> pushedTokens(UnitOfWork work, String afterKey, int limit) {
        return work.session()
                .createNativeQuery(
                        "select account_key || ' ' || coalesce(pushed_jwt, '') from delivery"
                                + " where account_key > :after and not (deleted and due_at is null)"
                                + " order by account_key",
                        String.class)
                .setParameter("after", afterKey)
                .setMaxResults(limit)
                .getResultList();
    }

    public Uni<Boolean> isTeam(UnitOfWork work, UUID teamId) {
        return work.session()
                .createNativeQuery("select count(*) from team where id = :team", Long.class)
                .setParameter("team", teamId)
                .getSingleResult()
                .map(count -> count > 0);
    }

    // --- The public state

    public Uni<Long> late(UnitOfWork work) {
        return work.session()
                .createNativeQuery(
                        "select count(*) from delivery where due_at is not null and changed_at < :since", Long.class)
                .setParameter("since", work.now().minus(PATIENCE))
                .getSingleResult();
    }

    public Uni<Void> seen(UnitOfWork work, List<String> names) {
        Uni<Void> done = work.session()
                .createNativeQuery("delete from node_seen where seen_at < :gone")
                .setParameter("gone", work.now().minus(Duration.ofDays(1)))
                .executeUpdate()
                .replaceWithVoid();
        for (String name : names) {
            done = done.chain(() -> work.session()
                    .createNativeQuery("insert into node_seen (server_name, seen_at) values (:name, :now)"
                            + " on conflict (server_name) do update set seen_at = excluded.seen_at")
                    .setParameter("name", name)
                    .setParameter("now", work.now())
                    .executeUpdate()
                    .replaceWithVoid());
        }
        return done;
    }

    public Uni<List<String>> known(UnitOfWork work) {
        return work.session()
                .createNativeQuery("select server_name from node_seen order by server_name", String.class)
                .getResultList();
    }

    /** Opens, changes or closes the incident of a part. */
    public Uni<Void> incident(UnitOfWork work, String part, String state) {
        Uni<Integer> closed = work.session()
                .createNativeQuery(
                        "update incident set ended_at = :now where part = :part and ended_at is null and state <>"
                                + " :state")
                .setParameter("now", work.now())
                .setParameter("part", part)
                .setParameter("state", state)
                .executeUpdate();
        return "ok".equals(state)
                ? closed.replaceWithVoid()
                : closed.chain(() -> work.session()
                                .createNativeQuery("insert into incident (id, part, state, started_at)"
                                        + " values (:id, :part, :state, :now) on conflict do nothing")
                                .setParameter("id", Ids.next(work.now()))
                                .setParameter("part", part)
                                .setParameter("state", state)
                                .setParameter("now", work.now())
                                .executeUpdate())
                        .replaceWithVoid();
    }

    /** Part, state, beginning and end (0 when open) in seconds since 1970; newest first. */
    public Uni<List<Object[]>> incidents(UnitOfWork work, Instant since, int max) {
        return work.session()
                .createNativeQuery(
                        "select part, state, cast(extract(epoch from started_at) as float8),"
                                + " cast(coalesce(extract(epoch from ended_at), 0) as float8) from incident"
                                + " where ended_at is null or ended_at >= :since order by started_at desc",
                        Object[].class)
                .setParameter("since", since)
                .setMaxResults(max)
                .getResultList();
    }

    static Instant moment(Object epochSeconds) {
        return Instant.ofEpochMilli(Math.round(((Number) epochSeconds).doubleValue() * 1000));
    }
}
