package io.vagus.billing.service.metering;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vagus.billing.metering.AccountKey;
import io.vagus.billing.metering.MeterKey;
import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Reading;
import io.vagus.billing.metering.ServerBoot;
import io.vagus.billing.metering.Traffic;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads what NATS servers say of their accounts' traffic.
 *
 * <p>Shape (seen on nats-server 2.15.2): `server.id` names the boot; `sent` and `received` count messages and bytes of
 * headers and payload since its start. They include what went over routes and gateways, which is the same message on its
 * way between our own servers: it is taken off, so that a message counts where a client (or a leaf node, which is one)
 * sent or received it, and nowhere else.
 */
@ApplicationScoped
public class ServerAnswers {

    /** The largest count believed. 128 boots of this size still fit a month's total. */
    static final long MAX_COUNT = 1L << 56;

    private static final Logger LOG = Logger.getLogger(ServerAnswers.class);

    private final ObjectMapper json;

    ServerAnswers(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The accounts in an answer to `$SYS.REQ.ACCOUNT.PING.STATZ`. An account with senseless counts is left out.
     *
     * @throws IOException when it is no such answer
     */
    List<Reading> statistics(byte[] answer, Instant seenAt) throws IOException {
        Statistics statistics = json.readValue(answer, Statistics.class);
        if (statistics == null || statistics.data() == null) {
            throw new IOException("an answer without data");
        }
        List<AccountStatistics> accounts = statistics.data().accounts();
        return readings(statistics.server(), accounts == null ? List.of() : accounts, seenAt);
    }

    /**
     * The account in an event on `$SYS.ACCOUNT.*.SERVER.CONNS`.
     *
     * @throws IOException when it is no such event
     */
    List<Reading> connections(byte[] event, Instant seenAt) throws IOException {
        Connections connections = json.readValue(event, Connections.class);
        if (connections == null) {
            throw new IOException("an event without content");
        }
        AccountStatistics account =
                new AccountStatistics(connections.account(), connections.sent(), connections.received());
        return readings(connections.server(), List.of(account), seenAt);
    }

    private static List<Reading> readings(@Nullable Server server, List<AccountStatistics> accounts, Instant seenAt)
            throws IOException {
        if (server == null || server.id() == null) {
            throw new IOException("an answer that does not name its server");
        }
        ServerBoot boot = boot(server.id());
        return accounts.stream()
                .map(account -> reading(boot, account, seenAt))
                .filter(Objects::nonNull)
                .toList();
    }

    private static ServerBoot boot(String serverId) throws IOException {
        try {
            return new ServerBoot(serverId);
        } catch (IllegalArgumentException senseless) {
            throw new IOException("a server id out of shape", senseless);
        }
    }

    private static @Nullable Reading reading(ServerBoot boot, AccountStatistics account, Instant seenAt) {
        try {
            MeterKey meter = new MeterKey(boot, new AccountKey(account.account()));
            return new Reading(
                    meter,
                    new Traffic(account.received().ofClients(), account.sent().ofClients()),
                    seenAt);
        } catch (IllegalArgumentException senseless) {
            LOG.warnf("an account of server %s is not metered: %s", boot.serverId(), senseless.getMessage());
            return null;
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Statistics(@Nullable Server server, @Nullable Data data) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Server(@Nullable String id) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Data(@JsonProperty("account_statz") @Nullable List<AccountStatistics> accounts) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Connections(
            @Nullable Server server, @JsonProperty("acc") String account, Flow sent, Flow received) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record AccountStatistics(@JsonProperty("acc") String account, Flow sent, Flow received) {

        AccountStatistics {
            account = account == null ? "" : account;
            sent = sent == null ? Flow.NONE : sent;
            received = received == null ? Flow.NONE : received;
        }
    }

    /** One direction: all of it, and the parts that only passed between our servers. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Flow(
            @JsonProperty("msgs") long messages,
            long bytes,
            @Nullable Part gateways,
            @Nullable Part routes) {

        static final Flow NONE = new Flow(0, 0, null, null);

        Quantity ofClients() {
            return believable(new Quantity(messages, bytes))
                    .minus(quantity(gateways))
                    .minus(quantity(routes));
        }

        private static Quantity quantity(@Nullable Part part) {
            return part == null ? Quantity.NONE : believable(new Quantity(part.messages(), part.bytes()));
        }

        private static Quantity believable(Quantity quantity) {
            if (quantity.messages() > MAX_COUNT || quantity.bytes() > MAX_COUNT) {
                throw new IllegalArgumentException("expected counts <= " + MAX_COUNT + ", actual=" + quantity);
            }
            return quantity;
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Part(@JsonProperty("msgs") long messages, long bytes) {}
}
