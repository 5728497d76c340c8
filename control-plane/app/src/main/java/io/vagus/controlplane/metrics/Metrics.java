package io.vagus.controlplane.metrics;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.metrics.store.Samples;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.users.Users;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What accounts, their users and their streams did, for those who may see it. */
@ApplicationScoped
public class Metrics {

    private final AccountGate gate;
    private final Users users;
    private final Samples samples;

    Metrics(AccountGate gate, Users users, Samples samples) {
        this.gate = gate;
        this.users = users;
        this.samples = samples;
    }

    public Uni<MetricSeries> series(UnitOfWork work, Caller caller, UUID accountId, Span span) {
        return enter(work, caller, accountId)
                .chain(() -> samples.account(work, accountId, span))
                .map(points -> new MetricSeries(span.from(), span.to(), span.stepSeconds(), points));
    }

    /** The consumers that most waits for, as they were last seen. */
    public Uni<LagSeries> lagging(UnitOfWork work, Caller caller, UUID accountId) {
        Span span = Span.of(work.now(), null, null, null);
        return enter(work, caller, accountId)
                .chain(() -> samples.lagging(work, accountId))
                .map(points -> new LagSeries(span.from(), span.to(), span.stepSeconds(), points));
    }

    public Uni<LagSeries> consumer(
            UnitOfWork work, Caller caller, UUID accountId, String stream, String consumer, Span span) {
        return enter(work, caller, accountId)
                .chain(() -> samples.consumer(work, accountId, stream, consumer, span))
                .map(points -> new LagSeries(span.from(), span.to(), span.stepSeconds(), points));
    }

    /** Whoever sees users sees what they do; a user of another account is not there. */
    public Uni<UserSeries> user(UnitOfWork work, Caller caller, UUID accountId, UUID userId, Span span) {
        return users.get(work, caller, accountId, userId)
                .chain(() -> samples.user(work, accountId, userId, span))
                .map(points -> new UserSeries(span.from(), span.to(), span.stepSeconds(), points));
    }

    public Uni<StreamSeries> stream(UnitOfWork work, Caller caller, UUID accountId, String stream, Span span) {
        return enter(work, caller, accountId)
                .chain(() -> samples.stream(work, accountId, stream, span))
                .map(points -> new StreamSeries(span.from(), span.to(), span.stepSeconds(), points));
    }

    /** The finest steps of the last while, oldest first, for a caller who has passed the gate of the account. */
    public Uni<List<MetricPoint>> recent(UnitOfWork work, UUID accountId, Duration time) {
        return samples.account(work, accountId, Span.recent(work.now(), time));
    }

    private Uni<?> enter(UnitOfWork work, Caller caller, UUID accountId) {
        return gate.enter(work, caller, accountId, Right.VIEW, Action.of("metrics.read", "account", accountId));
    }
}
