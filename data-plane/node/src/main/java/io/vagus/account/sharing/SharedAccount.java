package io.vagus.account.sharing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.base.Limits;
import io.vagus.routing.Subscription;
import io.vagus.subject.Pattern;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One account's imports at work. Changed by {@link Sharing}; which interest in other accounts belongs to which subscription is
 * kept under this object's lock.
 */
public final class SharedAccount implements Account.SubscriptionWatcher {

    private final Sharing sharing;
    private final Account account;
    private final PendingReplies replies;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Subscription, List<Subscription>> elsewhere = new IdentityHashMap<>();
    /** Requests from here whose answers are measured; of those above the limit it is not told when nobody waits any more. */
    private final Map<PendingReply, Awaited> measured = new ConcurrentHashMap<>();

    /** Where the request waits, and the subject its answer would come to. */
    private record Awaited(PendingReplies in, Pattern replyTo) {}

    private volatile List<StreamEntrance> streams = List.of();
    private List<ServiceEntrance> services = List.of();

    SharedAccount(Sharing sharing, Account account) {
        this.sharing = sharing;
        this.account = account;
        this.replies = new PendingReplies(this, sharing.randomness());
    }

    public Sharing sharing() {
        return sharing;
    }

    public Account account() {
        return account;
    }

    /** The requests of other accounts that wait for an answer of this one. */
    public PendingReplies replies() {
        return replies;
    }

    /** A measured request from here waits for its answer. */
    void awaits(PendingReply reply, PendingReplies in) {
        if (measured.size() < Limits.MEASURED_REQUESTS) {
            measured.put(reply, new Awaited(in, Pattern.of(new String(reply.replyTo(), UTF_8))));
        }
        account.watchSubscriptions(this);
    }

    /** It waits no longer. */
    void awaitsNoLonger(PendingReply reply) {
        measured.remove(reply);
    }

    /** Replaces the service imports; those that stay the same are kept. */
    void services(List<ServiceEntrance> next) {
        List<ServiceEntrance> kept = new ArrayList<>();
        for (ServiceEntrance each : next) {
            ServiceEntrance same = find(each);
            if (same == null) {
                account.interest().add(each.subscription());
            }
            kept.add(same == null ? each : same);
        }
        for (ServiceEntrance each : services) {
            if (!kept.contains(each)) {
                account.interest().remove(each.subscription());
            }
        }
        services = kept;
        account.reconsiderNodeMappings();
    }

    private @Nullable ServiceEntrance find(ServiceEntrance wanted) {
        for (ServiceEntrance each : services) {
            if (each.exporter() == wanted.exporter()
                    && each.accepted().declared().equals(wanted.accepted().declared())
                    && java.util.Objects.equals(each.export(), wanted.export())) {
                return each;
            }
        }
        return null;
    }

    /** Replaces the stream imports, for subscriptions that are there too. */
    void streams(List<StreamEntrance> next) {
        if (same(next, streams)) {
            return;
        }
        streams = List.copyOf(next);
        account.watchSubscriptions(this);
        List<Subscription> present = new ArrayList<>();
        account.interest().forEach(present::add);
        lock.lock();
        try {
            elsewhere.values().forEach(SharedAccount::withdraw);
            elsewhere.clear();
            present.forEach(this::spread);
        } finally {
            lock.unlock();
        }
    }

    private static boolean same(List<StreamEntrance> one, List<StreamEntrance> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (one.get(i).exporter() != other.get(i).exporter()
                    || !one.get(i)
                            .accepted()
                            .declared()
                            .equals(other.get(i).accepted().declared())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void added(Subscription subscription) {
        if (!streams.isEmpty()) {
            lock.lock();
            try {
                if (!elsewhere.containsKey(subscription)) {
                    spread(subscription);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void removed(Subscription subscription) {
        lock.lock();
        try {
            List<Subscription> interest = elsewhere.remove(subscription);
            if (interest != null) {
                withdraw(interest);
            }
        } finally {
            lock.unlock();
        }
        if (!measured.isEmpty()) {
            loseAnswers(Pattern.of(new String(subscription.subject(), UTF_8)));
        }
    }

    /** Nobody may be left who waits for answers to these subjects. */
    private void loseAnswers(Pattern pattern) {
        measured.forEach((reply, awaited) -> {
            if (pattern.matches(awaited.replyTo())
                    && !account.interest().hasInterest(reply.replyTo())
                    && awaited.in().forget(reply)) {
                sharing.lost(awaited.in().owner(), reply);
            }
        });
    }

    private void spread(Subscription subscription) {
        boolean foreign = subscription.imported() != null || subscription.receiver() instanceof SharedReceiver;
        if (foreign || !subscription.isPlaced()) {
            return;
        }
        List<Subscription> interest = new ArrayList<>();
        String pattern = new String(subscription.subject(), UTF_8);
        for (StreamEntrance stream : streams) {
            String there = stream.heardBy(pattern);
            if (there != null) {
                interest.add(subscription.through(stream, there.getBytes(UTF_8)));
                stream.exporter().account().interest().add(interest.getLast());
            }
        }
        if (!interest.isEmpty()) {
            // Which account an interest is in is told by its import.
            elsewhere.put(subscription, interest);
        }
    }

    private static void withdraw(List<Subscription> interest) {
        for (Subscription each : interest) {
            if (each.imported() instanceof StreamEntrance stream) {
                stream.exporter().account().interest().remove(each);
            }
        }
    }

    @Override
    public String toString() {
        return account.name();
    }
}
