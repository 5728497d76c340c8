package io.vagus.storage;

import java.util.Arrays;

/**
 * Up to {@value #CAPACITY} neighbouring subjects of a {@link SubjectIndex}, in order. What all of them begin with is kept once, so an
 * entry takes the rest of its subject and about 20 bytes. Where all entries have one message, the first sequences are the last ones.
 */
final class SubjectLeaf {

    static final int CAPACITY = 64;
    private static final int STEP = 8;

    int size;
    int prefixLength;

    /** The common prefix, then the rest of each subject. */
    byte[] keys;

    /** Where the rest of each subject ends within the keys. */
    private int[] ends;

    int[] counts;
    long[] lasts;
    long[] firsts;

    SubjectLeaf(byte[] subject, long sequence) {
        size = 1;
        prefixLength = subject.length;
        keys = subject.clone();
        ends = new int[STEP];
        ends[0] = subject.length;
        counts = new int[STEP];
        counts[0] = 1;
        lasts = new long[STEP];
        lasts[0] = sequence;
        firsts = lasts;
    }

    /** A leaf of several subjects, in order. */
    SubjectLeaf(byte[][] subjects, long[] newCounts, long[] newFirsts, long[] newLasts) {
        this(Math.min(CAPACITY, (subjects.length + STEP - 1) / STEP * STEP));
        byte[] first = subjects[0];
        byte[] last = subjects[subjects.length - 1];
        int mismatch = Arrays.mismatch(first, last);
        prefixLength = mismatch < 0 ? first.length : mismatch;
        int length = prefixLength;
        for (byte[] subject : subjects) {
            length += subject.length - prefixLength;
        }
        keys = new byte[length];
        System.arraycopy(first, 0, keys, 0, prefixLength);
        int at = prefixLength;
        for (int i = 0; i < subjects.length; i++) {
            System.arraycopy(subjects[i], prefixLength, keys, at, subjects[i].length - prefixLength);
            at += subjects[i].length - prefixLength;
            ends[i] = at;
            size++;
            set(i, (int) newCounts[i], newFirsts[i], newLasts[i]);
        }
    }

    private SubjectLeaf(int capacity) {
        keys = new byte[0];
        ends = new int[capacity];
        counts = new int[capacity];
        lasts = new long[capacity];
        firsts = lasts;
    }

    private int begin(int slot) {
        return slot == 0 ? prefixLength : ends[slot - 1];
    }

    int keyLength(int slot) {
        return prefixLength + ends[slot] - begin(slot);
    }

    /** Writes the subject into the array and returns its length. */
    int copyKey(int slot, byte[] target) {
        System.arraycopy(keys, 0, target, 0, prefixLength);
        int begin = begin(slot);
        System.arraycopy(keys, begin, target, prefixLength, ends[slot] - begin);
        return prefixLength + ends[slot] - begin;
    }

    byte[] key(int slot) {
        byte[] key = new byte[keyLength(slot)];
        copyKey(slot, key);
        return key;
    }

    /** Compares a subject with the one in the slot. */
    int compare(byte[] subject, int slot) {
        int common = Math.min(subject.length, prefixLength);
        int c = Arrays.compareUnsigned(subject, 0, common, keys, 0, prefixLength);
        if (c != 0) {
            return c;
        }
        return Arrays.compareUnsigned(subject, common, subject.length, keys, begin(slot), ends[slot]);
    }

    /** The subject's slot, or {@code -1 - slot} where it would be. */
    int find(byte[] subject) {
        int common = Math.min(subject.length, prefixLength);
        int c = Arrays.compareUnsigned(subject, 0, common, keys, 0, prefixLength);
        if (c != 0) {
            return c < 0 ? -1 : -1 - size;
        }
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            c = Arrays.compareUnsigned(subject, common, subject.length, keys, begin(middle), ends[middle]);
            if (c == 0) {
                return middle;
            }
            if (c < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return -1 - low;
    }

    void set(int slot, int count, long first, long last) {
        counts[slot] = count;
        if (firsts == lasts && first != last) {
            firsts = lasts.clone();
        }
        lasts[slot] = last;
        firsts[slot] = first;
    }

    /** Puts a new subject with one message into a slot; the leaf must not be full. */
    void insert(int slot, byte[] subject, long sequence) {
        if (size == counts.length) {
            grow();
        }
        int limit = Math.min(prefixLength, subject.length);
        int mismatch = Arrays.mismatch(subject, 0, limit, keys, 0, limit);
        int prefix = mismatch < 0 ? limit : mismatch;
        int more = prefixLength - prefix;
        int rest = subject.length - prefix;
        byte[] newKeys = new byte[keys.length + more * (size - 1) + rest];
        System.arraycopy(keys, 0, newKeys, 0, prefix);
        int at = prefix;
        int[] newEnds = ends;
        int previousEnd = prefixLength;
        // From the front: each old end is read before it is overwritten, since slots only move up by one.
        int carried = 0;
        for (int i = 0; i <= size; i++) {
            if (i == slot) {
                System.arraycopy(subject, prefix, newKeys, at, rest);
                at += rest;
                carried = i < size ? ends[i] : 0;
                newEnds[i] = at;
                continue;
            }
            int end;
            if (i < slot) {
                end = ends[i];
            } else {
                end = carried;
                carried = i < size ? ends[i] : 0;
            }
            System.arraycopy(keys, prefix, newKeys, at, more);
            at += more;
            System.arraycopy(keys, previousEnd, newKeys, at, end - previousEnd);
            at += end - previousEnd;
            previousEnd = end;
            newEnds[i] = at;
        }
        keys = newKeys;
        prefixLength = prefix;
        System.arraycopy(counts, slot, counts, slot + 1, size - slot);
        System.arraycopy(lasts, slot, lasts, slot + 1, size - slot);
        if (firsts != lasts) {
            System.arraycopy(firsts, slot, firsts, slot + 1, size - slot);
        }
        counts[slot] = 1;
        lasts[slot] = sequence;
        firsts[slot] = sequence;
        size++;
    }

    void remove(int slot) {
        int begin = begin(slot);
        int length = ends[slot] - begin;
        byte[] newKeys = new byte[keys.length - length];
        System.arraycopy(keys, 0, newKeys, 0, begin);
        System.arraycopy(keys, begin + length, newKeys, begin, keys.length - begin - length);
        keys = newKeys;
        for (int i = slot; i + 1 < size; i++) {
            ends[i] = ends[i + 1] - length;
        }
        System.arraycopy(counts, slot + 1, counts, slot, size - slot - 1);
        System.arraycopy(lasts, slot + 1, lasts, slot, size - slot - 1);
        if (firsts != lasts) {
            System.arraycopy(firsts, slot + 1, firsts, slot, size - slot - 1);
        }
        size--;
    }

    private void grow() {
        int capacity = Math.min(CAPACITY, size + STEP);
        ends = Arrays.copyOf(ends, capacity);
        counts = Arrays.copyOf(counts, capacity);
        boolean shared = firsts == lasts;
        lasts = Arrays.copyOf(lasts, capacity);
        firsts = shared ? lasts : Arrays.copyOf(firsts, capacity);
    }

    /** The entries of some slots as a leaf of their own. */
    SubjectLeaf slice(int from, int to) {
        SubjectLeaf leaf = new SubjectLeaf(Math.min(CAPACITY, (to - from + STEP - 1) / STEP * STEP));
        leaf.prefixLength = commonPrefix(this, from, this, to - 1);
        leaf.keys = new byte[leaf.prefixLength + keyBytes(from, to, leaf.prefixLength)];
        copyPrefix(from, leaf);
        leaf.addAll(this, from, to);
        return leaf;
    }

    /** The entries of two neighbours in one leaf; they must fit. */
    static SubjectLeaf merge(SubjectLeaf a, SubjectLeaf b) {
        SubjectLeaf leaf = new SubjectLeaf(Math.min(CAPACITY, (a.size + b.size + STEP - 1) / STEP * STEP));
        leaf.prefixLength = commonPrefix(a, 0, b, b.size - 1);
        leaf.keys = new byte
                [leaf.prefixLength
                        + a.keyBytes(0, a.size, leaf.prefixLength)
                        + b.keyBytes(0, b.size, leaf.prefixLength)];
        a.copyPrefix(0, leaf);
        leaf.addAll(a, 0, a.size);
        leaf.addAll(b, 0, b.size);
        return leaf;
    }

    private void copyPrefix(int slot, SubjectLeaf leaf) {
        System.arraycopy(key(slot), 0, leaf.keys, 0, leaf.prefixLength);
    }

    private int keyBytes(int from, int to, int prefix) {
        return (prefixLength - prefix) * (to - from) + ends[to - 1] - begin(from);
    }

    private void addAll(SubjectLeaf source, int from, int to) {
        int at = begin(size);
        byte[] key = new byte[0];
        for (int i = from; i < to; i++) {
            if (source.keyLength(i) > key.length) {
                key = new byte[source.keyLength(i) * 2];
            }
            int length = source.copyKey(i, key);
            System.arraycopy(key, prefixLength, keys, at, length - prefixLength);
            at += length - prefixLength;
            ends[size] = at;
            size++;
            set(size - 1, source.counts[i], source.firsts[i], source.lasts[i]);
        }
    }

    private static int commonPrefix(SubjectLeaf a, int slotA, SubjectLeaf b, int slotB) {
        byte[] keyA = a.key(slotA);
        byte[] keyB = b.key(slotB);
        int mismatch = Arrays.mismatch(keyA, keyB);
        return mismatch < 0 ? keyA.length : mismatch;
    }
}
