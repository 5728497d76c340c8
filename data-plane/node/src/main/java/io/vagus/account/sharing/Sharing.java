package io.vagus.account.sharing;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.base.Clock;
import io.vagus.base.Randomness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the accounts of a node share. A change of one account's declarations is put into effect for it and for those that import
 * from it, at once and for live connections. Safe for use by any thread; changes come one after the other.
 */
public final class Sharing {

    private final Accounts accounts;
    private final Clock clock;
    private final Randomness randomness;
    private final ImportRules rules;
    private final Map<String, Shares> declared = new LinkedHashMap<>();
    private final Map<String, Shares> inEffect = new HashMap<>();
    private final Map<String, List<ServiceExport>> standing = new HashMap<>();
    private final Map<String, SharedAccount> shared = new ConcurrentHashMap<>();
    private final AtomicLong waiting = new AtomicLong();
    private volatile Runnable alarm = () -> {};
    private volatile BiConsumer<SharedAccount, PendingReply> loss = (exporter, reply) -> {};

    /** Nothing is shared yet. */
    public Sharing(Accounts accounts, Clock clock, Randomness randomness) {
        this.accounts = accounts;
        this.clock = clock;
        this.randomness = randomness;
        this.rules = new ImportRules(() -> clock.now().getEpochSecond());
    }

    Randomness randomness() {
        return randomness;
    }

    /** The time by which answers are waited for. */
    public long nanos() {
        return clock.nanos();
    }

    /** The wall-clock time. */
    public Instant now() {
        return clock.now();
    }

    /** A name for an event, as others' NUIDs are. */
    public String newEventId() {
        byte[] random = new byte[22];
        randomness.fill(random);
        StringBuilder id = new StringBuilder(random.length);
        for (byte b : random) {
            id.append(PendingReplies.DIGITS.charAt((b & 0xff) % PendingReplies.DIGITS.length()));
        }
        return id.toString();
    }

    /** The sharing side of an account. */
    public SharedAccount of(Account account) {
        return shared.computeIfAbsent(account.name(), name -> new SharedAccount(this, account));
    }

    /**
     * Replaces what all accounts declare, for instance after the configuration was read again. Import problems were reported
     * when it was read; what is not possible is left out.
     */
    public synchronized void replace(Map<String, Shares> all) {
        if (all.equals(declared)) {
            return;
        }
        declared.clear();
        declared.putAll(all);
        settle(new ArrayList<>());
    }

    /**
     * Replaces what one account declares.
     *
     * @return why some of its imports, or of imports from it, are not possible now
     */
    public synchronized List<String> update(String account, Shares shares) {
        Shares before = declared.getOrDefault(account, Shares.NONE);
        if (before.equals(shares)) {
            return List.of();
        }
        declared.put(account, shares);
        List<String> problems = new ArrayList<>();
        settle(problems);
        return problems;
    }

    /** Has an account offer these beside what it declares; a declared export of the same subjects comes before one of them. */
    public synchronized void standing(String account, List<ServiceExport> exports) {
        standing.put(account, List.copyOf(exports));
        if (!declared.isEmpty()) {
            settle(new ArrayList<>());
        }
    }

    private Shares offered(String account) {
        Shares shares = declared.getOrDefault(account, Shares.NONE);
        List<ServiceExport> beside = standing.get(account);
        return beside == null ? shares : shares.offeringToo(beside);
    }

    /** What an account declares, without imports that are not possible. */
    public synchronized Shares inEffect(String account) {
        return inEffect.getOrDefault(account, Shares.NONE);
    }

    /** Whether all imports of an account are possible. */
    public synchronized boolean isComplete(String account) {
        return inEffect(account).equals(declared.getOrDefault(account, Shares.NONE));
    }

    /** Looks at activation tokens and exporters again, for instance since a token has expired. */
    public synchronized void refresh() {
        settle(new ArrayList<>());
    }

    private void settle(List<String> problems) {
        Set<String> names = new HashSet<>(shared.keySet());
        names.addAll(declared.keySet());
        names.addAll(standing.keySet());
        names.forEach(name -> rules.offer(name, offered(name)));
        Map<String, List<StreamEntrance>> streams = new LinkedHashMap<>();
        Map<String, List<ServiceEntrance>> services = new LinkedHashMap<>();
        declared.forEach((name, shares) -> streams.put(name, streams(name, shares, problems)));
        declared.forEach((name, shares) -> services.put(name, services(name, shares, problems)));
        inEffect.clear();
        declared.forEach((name, shares) -> inEffect.put(
                name,
                new Shares(
                        shares.streamExports(),
                        shares.serviceExports(),
                        streams.getOrDefault(name, List.of()).stream()
                                .map(each -> each.accepted().declared())
                                .toList(),
                        services.getOrDefault(name, List.of()).stream()
                                .map(each -> each.accepted().declared())
                                .toList())));
        for (String name : names) {
            List<StreamEntrance> nextStreams = streams.getOrDefault(name, List.of());
            List<ServiceEntrance> nextServices = services.getOrDefault(name, List.of());
            if (shared.containsKey(name) || !nextStreams.isEmpty() || !nextServices.isEmpty()) {
                SharedAccount account = of(accounts.getOrCreate(name));
                account.services(nextServices);
                account.streams(nextStreams);
            }
        }
    }

    private List<StreamEntrance> streams(String name, Shares shares, List<String> problems) {
        List<StreamEntrance> entrances = new ArrayList<>();
        for (StreamImport each : shares.streamImports()) {
            SharedAccount exporter = exporter(each.exporter());
            ImportRules.@Nullable Outcome<ImportRules.AcceptedStream> outcome =
                    exporter == null ? null : rules.accept(name, each);
            if (exporter != null
                    && outcome instanceof ImportRules.Outcome.Accepted<ImportRules.AcceptedStream> accepted) {
                entrances.add(new StreamEntrance(exporter, accepted.value()));
            } else if (outcome instanceof ImportRules.Outcome.Refused<ImportRules.AcceptedStream> refused) {
                problems.add("Error adding stream import to account [" + name + "]: " + refused.reason());
            } else {
                problems.add(
                        "Can't locate account [" + each.exporter() + "] for import of [" + each.from() + "] stream");
            }
        }
        return entrances;
    }

    private List<ServiceEntrance> services(String name, Shares shares, List<String> problems) {
        List<ServiceEntrance> entrances = new ArrayList<>();
        for (ServiceImport each : shares.serviceImports()) {
            SharedAccount exporter = exporter(each.exporter());
            ImportRules.@Nullable Outcome<ImportRules.AcceptedService> outcome =
                    exporter == null ? null : rules.accept(name, each);
            if (exporter != null
                    && outcome instanceof ImportRules.Outcome.Accepted<ImportRules.AcceptedService> accepted) {
                entrances.add(new ServiceEntrance(of(accounts.getOrCreate(name)), exporter, accepted.value()));
            } else if (outcome instanceof ImportRules.Outcome.Refused<ImportRules.AcceptedService> refused) {
                problems.add("Error adding service import to account [" + name + "]: " + refused.reason());
            } else {
                problems.add("Can't locate account [" + each.exporter() + "] for import of [" + each.subject()
                        + "] service");
            }
        }
        return entrances;
    }

    private @Nullable SharedAccount exporter(String name) {
        Account account = declared.containsKey(name) ? accounts.getOrCreate(name) : accounts.find(name);
        return account == null ? null : of(account);
    }

    // --- answers that are waited for ---------------------------------------------------------------------------

    /** Has somebody call {@link #expire} about every second from when it is told to, until it returns false. */
    public void onWaiting(Runnable told) {
        alarm = told;
    }

    /**
     * Has somebody hear of measured requests that are forgotten since the last who could get an answer unsubscribed or left, with
     * the account that did not answer; on the thread that ended the subscription, so it must return at once.
     */
    public void onLost(BiConsumer<SharedAccount, PendingReply> told) {
        loss = told;
    }

    void lost(SharedAccount exporter, PendingReply reply) {
        loss.accept(exporter, reply);
    }

    void waits() {
        if (waiting.getAndIncrement() == 0) {
            alarm.run();
        }
    }

    void waitsNoLonger() {
        waiting.decrementAndGet();
    }

    /**
     * Forgets requests whose answer did not come in time.
     *
     * @param overdue hears of each, with the account that did not answer
     * @return whether others still wait
     */
    public boolean expire(BiConsumer<SharedAccount, PendingReply> overdue) {
        long now = clock.nanos();
        for (SharedAccount each : shared.values()) {
            if (each.replies().size() > 0) {
                each.replies().expire(now).forEach(reply -> overdue.accept(each, reply));
            }
        }
        return waiting.get() > 0;
    }
}
