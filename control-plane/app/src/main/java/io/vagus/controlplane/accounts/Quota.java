package io.vagus.controlplane.accounts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.controlplane.platform.FieldError;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.quotas.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a team's plan gives of one limit: a pool that its accounts share, or the most that each account may have. A number
 * of -1 means no limit.
 *
 * @param allocated what the accounts of the team have of a pool together; 0 where each has its own
 * @param available what is left of a pool; the most that an account may have where each has its own
 */
public record Quota(String limit, Scope scope, long allocated, long available, long total) {

    static final String ACCOUNTS = "accounts";

    /** Whom the total is for. */
    public enum Scope {
        @JsonProperty("pool")
        POOL,
        @JsonProperty("each")
        EACH
    }

    /** A limit that plans speak of. */
    private record Field(String name, Scope scope, ToLongFunction<Limits> value) {}

    private static final List<Field> FIELDS = List.of(
            new Field("connections", Scope.POOL, limits -> set(limits.connections())),
            new Field("leafNodes", Scope.POOL, limits -> set(limits.leafNodes())),
            new Field("memoryStorageBytes", Scope.POOL, limits -> storage(limits, false)),
            new Field("diskStorageBytes", Scope.POOL, limits -> storage(limits, true)),
            new Field("rates.messagesPerSecond", Scope.POOL, limits -> rates(limits, RateLimits::messagesPerSecond)),
            new Field("rates.bytesPerSecond", Scope.POOL, limits -> rates(limits, RateLimits::bytesPerSecond)),
            new Field("subscriptions", Scope.EACH, limits -> set(limits.subscriptions())),
            new Field("payloadBytes", Scope.EACH, limits -> set(limits.payloadBytes())),
            new Field("imports", Scope.EACH, limits -> set(limits.imports())),
            new Field("exports", Scope.EACH, limits -> set(limits.exports())),
            new Field("streams", Scope.EACH, limits -> set(limits.streams())),
            new Field("consumers", Scope.EACH, limits -> set(limits.consumers())));

    /** The limits that a plan can put a ceiling on, by name. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(Set.of(ACCOUNTS));
        FIELDS.forEach(field -> names.add(field.name()));
        return names;
    }

    /** What the accounts with these limits have left of a plan. */
    static List<Quota> of(Plan plan, List<Holding> accounts) {
        List<Quota> quotas = new ArrayList<>();
        long most = plan.total(ACCOUNTS);
        quotas.add(new Quota(
                ACCOUNTS,
                Scope.POOL,
                count(accounts),
                most < 0 ? Plan.UNLIMITED : Math.max(0, most - count(accounts)),
                most));
        for (Field field : FIELDS) {
            long total = plan.total(field.name());
            quotas.add(
                    field.scope() == Scope.POOL
                            ? new Quota(
                                    field.name(),
                                    Scope.POOL,
                                    spent(field, accounts),
                                    left(field, total, accounts),
                                    total)
                            : new Quota(field.name(), Scope.EACH, 0, total, total));
        }
        return quotas;
    }

    /** Refuses a new account where the plan has no room for one more, naming what is left of each limit. */
    static void requireRoom(Plan plan, List<Holding> others, Limits wanted) {
        long most = plan.total(ACCOUNTS);
        if (most >= 0 && count(others) >= most) {
            throw ProblemException.conflict("The team's plan " + plan.name() + " has room for " + most + " accounts.");
        }
        requireRoom(plan, others, wanted, null);
    }

    /**
     * Refuses what goes beyond the plan. What an account has already it may keep: a plan that shrinks takes nothing away.
     *
     * @param present what the account has now; null: it is new
     */
    static void requireRoom(Plan plan, List<Holding> others, Limits wanted, @Nullable Limits present) {
        List<FieldError> errors = new ArrayList<>();
        for (Field field : FIELDS) {
            long total = plan.total(field.name());
            long want = field.value().applyAsLong(wanted);
            long have = present == null ? 0 : field.value().applyAsLong(present);
            boolean more = have >= 0 && (want < 0 || want > have);
            if (total < 0 || !more) {
                continue;
            }
            long left = field.scope() == Scope.POOL ? left(field, total, others) : total;
            if (want < 0 || want > left) {
                errors.add(new FieldError(
                        "limits." + field.name(),
                        field.scope() == Scope.POOL
                                ? (want < 0 ? "must be a number" : "asks for " + want) + ", and the team has " + left
                                        + " left of " + total
                                : "may be at most " + total + " in the team's plan"));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.conflict(errors);
        }
    }

    private static long count(List<Holding> accounts) {
        return accounts.stream().mapToLong(Holding::accounts).sum();
    }

    private static long spent(Field field, List<Holding> accounts) {
        return accounts.stream()
                .mapToLong(holding -> Math.max(0, field.value().applyAsLong(holding.limits())) * holding.accounts())
                .sum();
    }

    /** An account without a limit, of before the plan had one, takes all there is. */
    private static long left(Field field, long total, List<Holding> accounts) {
        if (total < 0) {
            return Plan.UNLIMITED;
        }
        return accounts.stream().anyMatch(holding -> field.value().applyAsLong(holding.limits()) < 0)
                ? 0
                : Math.max(0, total - spent(field, accounts));
    }

    /** Bytes on nodes: a tier of three replicas stores everything three times. */
    private static long storage(Limits limits, boolean disk) {
        StorageTiers tiers = limits.tiers() == null ? StorageTiers.NONE : limits.tiers();
        long flat = set(disk ? limits.diskStorageBytes() : limits.memoryStorageBytes());
        long once = of(tiers.r1(), disk);
        long thrice = of(tiers.r3(), disk);
        return flat < 0 || once < 0 || thrice < 0 ? Plan.UNLIMITED : flat + once + 3 * thrice;
    }

    private static long of(@Nullable StorageTier tier, boolean disk) {
        return tier == null ? 0 : StorageTier.orNone(disk ? tier.diskStorageBytes() : tier.memoryStorageBytes());
    }

    private static long rates(Limits limits, Function<RateLimits, @Nullable Long> rate) {
        return set(rate.apply(limits.rates() == null ? RateLimits.NONE : limits.rates()));
    }

    private static long set(@Nullable Long limit) {
        return limit == null ? Plan.UNLIMITED : limit;
    }
}
