package io.vagus.routing;

import java.util.Arrays;

/**
 * The answer of a match: plain subscriptions, and queue groups with their members. Made to be filled again and again by
 * one thread. The same queue name at two patterns is one group per pattern, as in nats-server.
 */
public final class Match {

    private static final int SMALLEST = 8;

    private Subscription[] plain = new Subscription[SMALLEST];
    private int plainCount;
    private Subscription[] members = new Subscription[SMALLEST];
    private int memberCount;
    private int[] groupStarts = new int[SMALLEST];
    private int groupCount;

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(plain, 0, plainCount, null);
        Arrays.fill(members, 0, memberCount, null);
        plainCount = 0;
        memberCount = 0;
        groupCount = 0;
    }

    void addPlain(Subscription subscription) {
        if (plainCount == plain.length) {
            plain = Arrays.copyOf(plain, plainCount * 2);
        }
        plain[plainCount++] = subscription;
    }

    void beginGroup() {
        if (groupCount + 1 == groupStarts.length) {
            groupStarts = Arrays.copyOf(groupStarts, groupCount * 2 + 2);
        }
        groupStarts[groupCount] = memberCount;
    }

    void addMember(Subscription subscription) {
        if (memberCount == members.length) {
            members = Arrays.copyOf(members, memberCount * 2);
        }
        members[memberCount++] = subscription;
    }

    void endGroup() {
        if (memberCount > groupStarts[groupCount]) {
            groupStarts[++groupCount] = memberCount;
        }
    }

    public boolean isEmpty() {
        return plainCount == 0 && groupCount == 0;
    }

    public int plainCount() {
        return plainCount;
    }

    public Subscription plain(int index) {
        return plain[index];
    }

    public int groupCount() {
        return groupCount;
    }

    /** How many members a group has; at least one. */
    public int groupSize(int group) {
        return groupStarts[group + 1] - groupStarts[group];
    }

    public Subscription member(int group, int index) {
        return members[groupStarts[group] + index];
    }
}
