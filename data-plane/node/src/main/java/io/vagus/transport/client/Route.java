package io.vagus.transport.client;

import io.vagus.account.PublishScope;
import io.vagus.base.Order;
import io.vagus.protocol.KnownSubject;
import io.vagus.routing.Imported;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.routing.Subscription;
import io.vagus.subject.SubjectMapping;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who hears a message to one subject from one scope, and whether it may be sent at all, as one loop worked it out. Holds
 * until the interest's version for the subject changes.
 */
final class Route extends KnownSubject {

    static final Target[] NOBODY = {};
    static final Target[][] NO_GROUPS = {};
    private static final Comparator<Target> BY_FRONT = Order.byInt(target -> target.frontLength);

    final PublishScope scope;
    /** What the client wrote, by which the route is found. */
    final byte[] subject;

    final long hash;
    /** What the message is published to: {@link #subject}, or what the account's mapping makes of it. */
    final byte[] published;
    /** Which way the message goes is drawn each time; null where it is certain. */
    final @Nullable Draw draw;

    final boolean allowed;
    final Target[] plain;
    final Target[][] groups;
    /** By what it is seen that two routes reach the same subscriptions; null where messages cannot be delivered together. */
    final Target @Nullable [] audience;
    /** Bytes of the longest front that a target has. */
    final int longestFront;
    /** The route of the message that followed, the last time; only between routes that the loop remembers. */
    @Nullable
    Route next;
    /** Whether the loop finds it again. Owned by the cache. */
    boolean remembered;

    private final Interest interest;
    private final int versionKey;
    private final int version;
    /** The last of the interest's changes of which it is known that they left this alone. Owned by the loop. */
    private int heldAt;

    private Route(
            PublishScope scope,
            byte[] subject,
            long hash,
            byte[] published,
            @Nullable Draw draw,
            boolean allowed,
            int versionKey,
            int heldAt,
            int version,
            Target[] plain,
            Target[][] groups,
            Target @Nullable [] audience) {
        super(subject);
        this.scope = scope;
        this.subject = subject;
        this.hash = hash;
        this.published = published;
        this.draw = draw;
        this.allowed = allowed;
        this.interest = scope.account().interest();
        this.versionKey = versionKey;
        this.heldAt = heldAt;
        this.version = version;
        this.plain = plain;
        this.groups = groups;
        this.audience = audience;
        this.longestFront = plain.length == 0 ? 0 : plain[plain.length - 1].frontLength;
    }

    /** Works a route out. */
    static Route find(
            PublishScope scope,
            byte[] subject,
            long hash,
            byte[] published,
            boolean allowed,
            Match match,
            Interest.Probe probe,
            Audiences audiences) {
        Interest interest = scope.account().interest();
        int versionKey = Interest.versionKey(published, published.length);
        int changes = interest.changes();
        int version = interest.version(versionKey);
        match.clear();
        interest.match(published, published.length, match, probe);
        Target[] plain = plain(match, published);
        Target[][] groups = groups(match, published);
        return new Route(
                scope,
                subject,
                hash,
                published,
                null,
                allowed,
                versionKey,
                changes,
                version,
                plain,
                groups,
                allowed && published == subject && groups.length == 0 ? audiences.of(plain) : null);
    }

    /** A route that a draw decides each time. */
    static Route drawn(PublishScope scope, byte[] subject, long hash, Draw draw) {
        int versionKey = Interest.versionKey(subject, subject.length);
        int changes = scope.account().interest().changes();
        int version = scope.account().interest().version(versionKey);
        return new Route(
                scope, subject, hash, subject, draw, false, versionKey, changes, version, NOBODY, NO_GROUPS, null);
    }

    /** A mapping with more than one outcome, and the routes that were found for its outcomes. */
    static final class Draw {
        final SubjectMapping mapping;
        final @Nullable Route[] routes;

        Draw(SubjectMapping mapping) {
            this.mapping = mapping;
            this.routes = new Route[mapping.size()];
        }
    }

    private static Target[] plain(Match match, byte[] subject) {
        int count = match.plainCount();
        if (count == 0) {
            return NOBODY;
        }
        List<Target> targets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            add(targets, match.plain(i), subject);
        }
        if (targets.size() == 1) {
            return new Target[] {targets.getFirst()};
        }
        // Those whose control lines have the same length stand side by side.
        targets.sort(BY_FRONT);
        return targets.toArray(NOBODY);
    }

    private static Target[][] groups(Match match, byte[] subject) {
        if (match.groupCount() == 0) {
            return NO_GROUPS;
        }
        List<Target[]> groups = new ArrayList<>(match.groupCount());
        for (int group = 0; group < match.groupCount(); group++) {
            List<Target> members = new ArrayList<>(match.groupSize(group));
            for (int i = 0; i < match.groupSize(group); i++) {
                add(members, match.member(group, i), subject);
            }
            if (!members.isEmpty()) {
                groups.add(members.toArray(NOBODY));
            }
        }
        return groups.toArray(NO_GROUPS);
    }

    private static void add(List<Target> targets, Subscription subscription, byte[] subject) {
        Imported imported = subscription.imported();
        byte[] seen = imported == null ? subject : imported.subjectHere(subject);
        if (subscription.receiver() instanceof ClientConnection client && client.hides(seen, subscription.queue())) {
            return;
        }
        targets.add(new Target(subscription, seen));
    }

    /** Whether nothing has changed since. */
    boolean holds() {
        int changes = interest.changes();
        if (changes == heldAt) {
            return true;
        }
        if (interest.version(versionKey) != version) {
            return false;
        }
        heldAt = changes;
        return true;
    }

    /** Whether this is the route of that scope and subject. */
    boolean isFor(PublishScope wanted, ByteBuffer in, int at, int length, long wantedHash) {
        return hash == wantedHash && scope == wanted && length() == length && standsAt(in, at);
    }
}
