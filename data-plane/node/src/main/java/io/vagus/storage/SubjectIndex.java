package io.vagus.storage;

import java.util.Arrays;

/**
 * The subjects of a stream with the count, the first and the last sequence of each, in the order of their bytes: leaves of neighbouring
 * subjects, gathered in nodes, gathered in one root. Made for tens of millions of subjects; a subject takes what it does not have in
 * common with its neighbours and about 30 bytes more.
 *
 * <p>A first or last sequence becomes a bound when the message there is removed and others are left: finding the exact one may take a search
 * through the stream, so it is put off until somebody asks. A bound is stored as its negative.
 */
final class SubjectIndex {

    private static final int NODE_CAPACITY = 512;
    private static final int MERGE_BELOW = SubjectLeaf.CAPACITY / 4;
    private static final int MERGED_AT_MOST = SubjectLeaf.CAPACITY * 3 / 4;

    private Node[] root = {};
    private int nodes;
    private long size;

    /** Where the last lookup ended. */
    private int nodeAt;

    private int leafAt;
    private int slotAt;

    private static final class Node {
        SubjectLeaf[] leaves = new SubjectLeaf[4];
        int size;

        void insert(int at, SubjectLeaf leaf) {
            if (size == leaves.length) {
                leaves = Arrays.copyOf(leaves, Math.min(NODE_CAPACITY, size * 2));
            }
            System.arraycopy(leaves, at, leaves, at + 1, size - at);
            leaves[at] = leaf;
            size++;
        }

        @SuppressWarnings("NullAway") // free places of the array hold null
        void remove(int at) {
            System.arraycopy(leaves, at + 1, leaves, at, size - at - 1);
            leaves[--size] = null;
        }
    }

    /** Looks at one subject; the numbers may be bounds. */
    @FunctionalInterface
    interface Visitor {

        /** The subject stands in the first bytes of the array. Returns whether to go on. */
        boolean visit(byte[] subject, int length, long count, long first, long last);
    }

    /** How many subjects there are. */
    long size() {
        return size;
    }

    void clear() {
        root = new Node[0];
        nodes = 0;
        size = 0;
    }

    /** Whether the subject is there; the accessors below then speak of it. */
    boolean locate(byte[] subject) {
        if (nodes == 0) {
            return false;
        }
        if (isLocated(subject)) {
            return true;
        }
        seek(subject);
        slotAt = leaf().find(subject);
        return slotAt >= 0;
    }

    /** Whether the last lookup ended here: a message's subject is looked up several times in a row. */
    private boolean isLocated(byte[] subject) {
        if (slotAt < 0 || nodeAt >= nodes || leafAt >= root[nodeAt].size) {
            return false;
        }
        SubjectLeaf leaf = leaf();
        return slotAt < leaf.size && leaf.keyLength(slotAt) == subject.length && leaf.compare(subject, slotAt) == 0;
    }

    private SubjectLeaf leaf() {
        return root[nodeAt].leaves[leafAt];
    }

    long count() {
        return leaf().counts[slotAt] & 0xffff_ffffL;
    }

    long first() {
        return leaf().firsts[slotAt];
    }

    long last() {
        return leaf().lasts[slotAt];
    }

    /** Changes the subject that was located. */
    void set(long count, long first, long last) {
        leaf().set(slotAt, (int) count, first, last);
    }

    /** Finds the node and leaf in which the subject is, or would be. */
    private void seek(byte[] subject) {
        int low = 0;
        int high = nodes - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (root[middle].leaves[0].compare(subject, 0) < 0) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        nodeAt = low;
        Node node = root[low];
        low = 0;
        high = node.size - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (node.leaves[middle].compare(subject, 0) < 0) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        leafAt = low;
    }

    /** Counts a message of the subject; its sequence is higher than every one before. */
    void add(byte[] subject, long sequence) {
        if (nodes == 0) {
            root = new Node[4];
            root[0] = new Node();
            root[0].insert(0, new SubjectLeaf(subject, sequence));
            nodes = 1;
            size = 1;
            return;
        }
        if (locate(subject)) {
            SubjectLeaf leaf = leaf();
            leaf.set(slotAt, leaf.counts[slotAt] + 1, leaf.firsts[slotAt], sequence);
            return;
        }
        size++;
        int slot = -1 - slotAt;
        SubjectLeaf leaf = leaf();
        if (leaf.size < SubjectLeaf.CAPACITY) {
            leaf.insert(slot, subject, sequence);
            return;
        }
        boolean atTheEnd = slot == leaf.size && nodeAt == nodes - 1 && leafAt == root[nodeAt].size - 1;
        if (atTheEnd) {
            insertLeaf(leafAt + 1, new SubjectLeaf(subject, sequence));
            return;
        }
        int half = leaf.size / 2;
        SubjectLeaf left = leaf.slice(0, half);
        SubjectLeaf right = leaf.slice(half, leaf.size);
        if (slot <= half) {
            left.insert(slot, subject, sequence);
        } else {
            right.insert(slot - half, subject, sequence);
        }
        root[nodeAt].leaves[leafAt] = left;
        insertLeaf(leafAt + 1, right);
    }

    private void insertLeaf(int at, SubjectLeaf leaf) {
        Node node = root[nodeAt];
        if (node.size < NODE_CAPACITY) {
            node.insert(at, leaf);
            return;
        }
        boolean atTheEnd = at == node.size && nodeAt == nodes - 1;
        Node right = new Node();
        int half = atTheEnd ? node.size : node.size / 2;
        right.leaves = Arrays.copyOf(Arrays.copyOfRange(node.leaves, half, node.size), NODE_CAPACITY);
        right.size = node.size - half;
        Arrays.fill(node.leaves, half, node.size, null);
        node.size = half;
        if (at <= half && !atTheEnd) {
            node.insert(at, leaf);
        } else {
            right.insert(at - half, leaf);
        }
        if (nodes == root.length) {
            root = Arrays.copyOf(root, nodes * 2);
        }
        System.arraycopy(root, nodeAt + 1, root, nodeAt + 2, nodes - nodeAt - 1);
        root[nodeAt + 1] = right;
        nodes++;
    }

    /**
     * Takes one message of the subject off, whose sequence is given. A subject without messages is gone.
     */
    void remove(byte[] subject, long sequence) {
        if (!locate(subject)) {
            return;
        }
        SubjectLeaf leaf = leaf();
        long count = count();
        long first = first();
        long last = last();
        if (count <= 1) {
            removeLocated();
            return;
        }
        if (Math.abs(first) == sequence) {
            first = count == 2 && last > 0 && last != sequence ? last : -(sequence + 1);
        } else if (Math.abs(last) == sequence) {
            last = count == 2 && first > 0 ? first : -(sequence - 1);
        } else if (count == 2 && first > 0) {
            last = first;
        } else if (count == 2 && last > 0) {
            first = last;
        }
        leaf.set(slotAt, (int) (count - 1), first, last);
    }

    @SuppressWarnings("NullAway") // free places of the array hold null
    private void removeLocated() {
        size--;
        Node node = root[nodeAt];
        SubjectLeaf leaf = node.leaves[leafAt];
        leaf.remove(slotAt);
        if (leaf.size == 0) {
            node.remove(leafAt);
            if (node.size == 0) {
                System.arraycopy(root, nodeAt + 1, root, nodeAt, nodes - nodeAt - 1);
                root[--nodes] = null;
            }
        } else if (leaf.size < MERGE_BELOW && leafAt + 1 < node.size) {
            SubjectLeaf next = node.leaves[leafAt + 1];
            if (leaf.size + next.size <= MERGED_AT_MOST) {
                node.leaves[leafAt] = SubjectLeaf.merge(leaf, next);
                node.remove(leafAt + 1);
            }
        }
    }

    /** Adds a leaf's worth of subjects, in order, that come after all there are. */
    void addLast(byte[][] subjects, long[] counts, long[] firsts, long[] lasts) {
        SubjectLeaf leaf = new SubjectLeaf(subjects, counts, firsts, lasts);
        if (nodes == 0) {
            root = new Node[4];
            root[0] = new Node();
            nodes = 1;
        }
        nodeAt = nodes - 1;
        insertLeaf(root[nodeAt].size, leaf);
        size += subjects.length;
    }

    /** Shows the subjects that match, in order, each once. Nothing may be changed meanwhile. */
    void forEach(SubjectFilter filter, Visitor visitor) {
        if (nodes == 0) {
            return;
        }
        if (filter.isAll()) {
            scan(filter, 0, new byte[0], visitor);
            return;
        }
        for (int i = 0; i < filter.patternCount(); i++) {
            byte[] pattern = filter.pattern(i);
            int prefix = SubjectFilter.literalPrefix(pattern);
            if (prefix == pattern.length) {
                if (!filter.matchesBefore(i, pattern, pattern.length)
                        && locate(pattern)
                        && !visitor.visit(pattern, pattern.length, count(), first(), last())) {
                    return;
                }
            } else if (!scan(filter, i, Arrays.copyOf(pattern, prefix), visitor)) {
                return;
            }
        }
    }

    private boolean scan(SubjectFilter filter, int patternIndex, byte[] prefix, Visitor visitor) {
        byte[] pattern = filter.pattern(patternIndex);
        boolean all = filter.isAll();
        seek(prefix);
        int slot = leaf().find(prefix);
        slot = slot < 0 ? -1 - slot : slot;
        byte[] subject = new byte[256];
        // The visitor may look up subjects, and where it finds damage the whole index is made anew.
        Node[] scanned = root;
        int end = nodes;
        int firstNode = nodeAt;
        int firstLeaf = leafAt;
        for (int n = firstNode; n < end; n++) {
            Node node = scanned[n];
            for (int l = n == firstNode ? firstLeaf : 0; l < node.size; l++) {
                SubjectLeaf leaf = node.leaves[l];
                for (int s = slot; s < leaf.size; s++) {
                    int length = leaf.keyLength(s);
                    if (length > subject.length) {
                        subject = new byte[length * 2];
                    }
                    leaf.copyKey(s, subject);
                    if (length < prefix.length
                            || Arrays.mismatch(subject, 0, prefix.length, prefix, 0, prefix.length) >= 0) {
                        return true;
                    }
                    boolean matches = all
                            || (SubjectFilter.matches(pattern, subject, length)
                                    && !filter.matchesBefore(patternIndex, subject, length));
                    if (matches
                            && !visitor.visit(
                                    subject, length, leaf.counts[s] & 0xffff_ffffL, leaf.firsts[s], leaf.lasts[s])) {
                        return false;
                    }
                }
                slot = 0;
            }
        }
        return true;
    }
}
