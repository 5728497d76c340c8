package io.vagus.controlplane.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.console.ServiceStatus.Health;
import io.vagus.controlplane.console.ServiceStatus.Incident;
import io.vagus.controlplane.console.ServiceStatus.PartStatus;
import io.vagus.controlplane.console.store.ConsoleRows;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Rounds;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.provisioning.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Looks every 15 seconds how the parts of the service are, and keeps the times when they were not well. */
@ApplicationScoped
public class StatusKeeper {

    private static final Duration EVERY = Duration.ofSeconds(15);
    private static final Duration SHOWN = Duration.ofDays(14);
    private static final int MAX_SHOWN = 50;
    private static final String NODES = "nodes";
    private static final String PROVISIONING = "provisioning";

    private final Nodes nodes;
    private final Database database;
    private final Rounds rounds;
    private final ConsoleRows rows;

    StatusKeeper(Nodes nodes, Database database, Rounds rounds, ConsoleRows rows) {
        this.nodes = nodes;
        this.database = database;
        this.rounds = rounds;
        this.rows = rows;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "look how the service is", this::look);
    }

    void look() {
        List<String> present = nodes.ask("$SYS.REQ.SERVER.PING", "").values().stream()
                .map(StatusKeeper::name)
                .sorted()
                .toList();
        database.await(work -> rounds.take(work, "status", EVERY.minusSeconds(2))
                .flatMap(taken -> taken ? note(work, present) : Uni.createFrom().voidItem()));
    }

    private Uni<Void> note(UnitOfWork work, List<String> present) {
        return rows.seen(work, present)
                .chain(() -> rows.known(work))
                .chain(known -> rows.incident(
                        work, NODES, present.isEmpty() ? "down" : present.containsAll(known) ? "ok" : "degraded"))
                .chain(() -> rows.late(work))
                .chain(late -> rows.incident(work, PROVISIONING, late > 0 ? "degraded" : "ok"));
    }

    public Uni<ServiceStatus> status(UnitOfWork work) {
        return rows.incidents(work, work.now().minus(SHOWN), MAX_SHOWN).map(found -> {
            List<Incident> incidents =
                    found.stream().map(StatusKeeper::incident).toList();
            List<PartStatus> parts = new ArrayList<>();
            parts.add(new PartStatus("api", Health.OK, null));
            parts.add(part(NODES, incidents));
            parts.add(part(PROVISIONING, incidents));
            Health worst =
                    parts.stream().map(PartStatus::state).max(Enum::compareTo).orElse(Health.OK);
            return new ServiceStatus(worst, parts, incidents);
        });
    }

    private static PartStatus part(String name, List<Incident> incidents) {
        return incidents.stream()
                .filter(each -> each.part().equals(name) && each.endedAt() == null)
                .findFirst()
                .map(open -> new PartStatus(name, open.state(), open.startedAt()))
                .orElse(new PartStatus(name, Health.OK, null));
    }

    private static Incident incident(Object[] row) {
        return new Incident(
                String.valueOf(row[0]),
                Health.valueOf(String.valueOf(row[1]).toUpperCase(Locale.ROOT)),
                Instant.ofEpochSecond(((Number) row[2]).longValue()),
                end(((Number) row[3]).longValue()));
    }

    private static @Nullable Instant end(long seconds) {
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }

    private static String name(JsonNode answer) {
        return answer.path("server")
                .path("name")
                .asText(answer.path("server").path("id").asText());
    }
}
