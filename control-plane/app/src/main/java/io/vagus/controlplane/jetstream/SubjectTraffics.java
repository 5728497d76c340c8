package io.vagus.controlplane.jetstream;

import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.jetstream.SubjectTraffic.SubjectRate;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.provisioning.AccountWire;
import io.vagus.controlplane.provisioning.AccountWire.Arrival;
import io.vagus.controlplane.provisioning.AccountWire.Errand;
import io.vagus.controlplane.provisioning.AccountWire.Heard;
import io.vagus.controlplane.provisioning.AccountWire.Line;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Which subjects of an account carry how much, by listening for some seconds with a subscription: it sees what every client
 * would see, streams or not. At most {@value #MAX_SUBJECTS} subjects are told apart, at most {@value #MOST_AT_ONCE} callers
 * listen at once. The messages that are heard count as delivered ones of the account.
 */
@ApplicationScoped
public class SubjectTraffics {

    /** How long may be listened. */
    public static final int MAX_SECONDS = 10;

    static final int MAX_SUBJECTS = 500;
    static final int MOST_AT_ONCE = 8;
    private static final int MOST_WAITING = 65_536;
    private static final double NANOS = 1e9;
    private static final Pattern FILTER =
            Pattern.compile("(?:(?:[^\\s.*>\\x00-\\x20\\x7f]+|\\*)\\.)*(?:[^\\s.*>\\x00-\\x20\\x7f]+|\\*|>)");
    private static final int MAX_FILTER = 255;

    private final AccountDoor door;
    private final AccountWire wire;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    SubjectTraffics(AccountDoor door, AccountWire wire) {
        this.door = door;
        this.wire = wire;
    }

    private static final class Count {
        long messages;
        long bytes;
    }

    public SubjectTraffic sample(Caller caller, UUID accountId, String filter, int seconds) {
        if (filter.length() > MAX_FILTER || !FILTER.matcher(filter).matches()) {
            throw ProblemException.invalid("filter", "must be a subject; * and a last > may stand in it");
        }
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw ProblemException.invalid("seconds", "must be 1 to " + MAX_SECONDS);
        }
        String account = door.look(caller, accountId, Right.DEVELOP, "subject-traffic.read");
        if (!places.tryAcquire()) {
            throw ProblemException.unavailable("Too many are listening at once. Try again in a moment.");
        }
        try {
            return wire.over(account, Errand.LISTEN, line -> listen(line, filter, Duration.ofSeconds(seconds)));
        } finally {
            places.release();
        }
    }

    private static SubjectTraffic listen(Line line, String filter, Duration time) {
        Heard heard = line.hear(filter, MOST_WAITING);
        line.flush();
        Map<String, Count> counts = new HashMap<>();
        Count all = new Count();
        long others = 0;
        long began = System.nanoTime();
        long end = began + time.toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            Arrival arrival = heard.next(Duration.ofNanos(left));
            if (arrival == null) {
                continue;
            }
            String subject = arrival.message().subject();
            long bytes = arrival.message().data().length;
            all.messages++;
            all.bytes += bytes;
            Count count = counts.get(subject);
            if (count == null && counts.size() < MAX_SUBJECTS) {
                count = new Count();
                counts.put(subject, count);
            }
            if (count == null) {
                others++;
            } else {
                count.messages++;
                count.bytes += bytes;
            }
        }
        double seconds = (System.nanoTime() - began) / NANOS;
        List<SubjectRate> subjects = counts.entrySet().stream()
                .map(entry -> new SubjectRate(
                        entry.getKey(),
                        entry.getValue().messages,
                        entry.getValue().bytes,
                        entry.getValue().messages / seconds))
                .sorted(Comparator.comparingLong(SubjectRate::messages)
                        .reversed()
                        .thenComparing(SubjectRate::subject))
                .toList();
        return new SubjectTraffic(seconds, all.messages, all.bytes, subjects, others, heard.lost());
    }
}
