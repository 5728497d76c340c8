package io.vagus.controlplane.usage;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.metrics.Metrics;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;

/** What an account does now, and did in the minutes before: at the first look from what is stored, from then on as it is. */
@ApplicationScoped
public class LiveTraffic {

    private final TrafficSampler sampler;
    private final Metrics metrics;

    LiveTraffic(TrafficSampler sampler, Metrics metrics) {
        this.sampler = sampler;
        this.metrics = metrics;
    }

    /** The caller has passed the gate of the account. */
    public Uni<Traffic> of(UnitOfWork work, Account account) {
        Traffic seen = sampler.seen(account.publicKey());
        return seen != null
                ? Uni.createFrom().item(seen)
                : metrics.recent(work, account.id(), TrafficSampler.shown())
                        .map(points -> sampler.look(
                                account.publicKey(),
                                points.stream()
                                        .map(point -> new TrafficSample(
                                                point.at(),
                                                Math.round(point.connections()),
                                                point.inMessages(),
                                                point.outMessages(),
                                                point.inBytes(),
                                                point.outBytes()))
                                        .toList()));
    }
}
