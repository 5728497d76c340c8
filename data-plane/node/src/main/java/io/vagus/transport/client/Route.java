package io.vagus.transport.client;

import io.vagus.account.PublishScope;
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
final class Route {

    static final Target[] NOBODY = {};
    static final Target[][] NO_GROUPS = {};
    private static final Comparator<Target> BY_FRONT = Comparator.comparingInt(target -> target.frontLength);

    final PublishScope scope;
    /** What the client wrote, by which the route is found. */
    final byte[] subject;

    private final long[] words;
    // The subject's length and first words once more, where comparing it touches no other memory.
    private final int length;
    private final long word0;
    private final long word1;
    private final long word2;
    private final long word3;
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

    private Route(
            PublishScope scope,
            byte[] subject,
            long[] words,
            long hash,
            byte[] published,
            @Nullable Draw draw,
            boolean allowed,
            int versionKey,
            int version,
            Target[] plain,
            Target[][] groups,
            Target @Nullable [] audience) {
        this.scope = scope;
        this.subject = subject;
        this.words = words;
        this.length = subject.length;
        this.word0 = words.length > 0 ? words[0] : 0;
        this.word1 = words.length > 1 ? words[1] : 0;
        this.word2 = words.length > 2 ? words[2] : 0;
        this.word3 = words.length > 3 ? words[3] : 0;
        this.hash = hash;
        this.published = published;
        this.draw = draw;
        this.allowed = allowed;
        this.interest = scope.account().interest();
        this.versionKey = versionKey;
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
            long[] words,
            long hash,
            byte[] published,
            boolean allowed,
            Match match,
            Interest.Probe probe,
            Audiences audiences) {
        Interest interest = scope.account().interest();
        int versionKey = Interest.versionKey(published, published.length);
        int version = interest.version(versionKey);
        match.clear();
        interest.match(published, published.length, match, probe);
        Target[] plain = plain(match, published);
        Target[][] groups = groups(match, published);
        return new Route(
                scope,
                subject,
                words,
                hash,
                published,
                null,
                allowed,
                versionKey,
                version,
                plain,
                groups,
                allowed && published == subject && groups.length == 0 ? audiences.of(plain) : null);
    }

    /** A route that a draw decides each time. */
    static Route drawn(PublishScope scope, byte[] subject, long[] words, long hash, Draw draw) {
        int versionKey = Interest.versionKey(subject, subject.length);
        int version = scope.account().interest().version(versionKey);
        return new Route(
                scope, subject, words, hash, subject, draw, false, versionKey, version, NOBODY, NO_GROUPS, null);
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
        return interest.version(versionKey) == version;
    }

    /** Whether this is the route of that scope and subject. */
    boolean isFor(PublishScope wanted, ByteBuffer in, int at, int length, long wantedHash) {
        return hash == wantedHash && scope == wanted && isOf(in, at, length);
    }

    /** Whether this is the route of that subject. */
    boolean isOf(ByteBuffer in, int at, int wanted) {
        if (length != wanted) {
            return false;
        }
        return switch (wanted >>> 3) {
            case 0 -> isRest(in.getLong(at), word0);
            case 1 -> in.getLong(at) == word0 && isRest(in.getLong(at + 8), word1);
            case 2 -> in.getLong(at) == word0 && in.getLong(at + 8) == word1 && isRest(in.getLong(at + 16), word2);
            case 3 ->
                in.getLong(at) == word0
                        && in.getLong(at + 8) == word1
                        && in.getLong(at + 16) == word2
                        && isRest(in.getLong(at + 24), word3);
            default -> isOfLong(in, at);
        };
    }

    /** Whether the bytes of a last, incomplete word are the same. */
    private boolean isRest(long found, long word) {
        int rest = length & 7;
        return rest == 0 || (found ^ word) << (64 - (rest << 3)) == 0;
    }

    private boolean isOfLong(ByteBuffer in, int at) {
        int full = length >>> 3;
        for (int i = 0; i < full; i++) {
            if (in.getLong(at + (i << 3)) != words[i]) {
                return false;
            }
        }
        return (length & 7) == 0 || isRest(in.getLong(at + (full << 3)), words[full]);
    }
}
