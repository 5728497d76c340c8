package io.vagus.storage;

import org.jspecify.annotations.Nullable;

/** Looks for messages in a store's segments, in the order of their sequences. Has no state of its own; belongs to the store's owner. */
final class SegmentSearch {

    private final FileStreamStore store;

    SegmentSearch(FileStreamStore store) {
        this.store = store;
    }

    /** The lowest sequence of a range that has a message which matches, or 0. */
    long forward(SubjectFilter filter, long from, long to) {
        SubjectTest test = filter.isAll() ? null : new SubjectTest(filter);
        for (int i = Math.max(0, store.position(from)); i < store.segments.size(); i++) {
            Segment segment = store.segments.get(i);
            if (segment.first > to) {
                break;
            }
            long sequence = nextCandidate(test, segment, from);
            while (sequence != 0 && sequence <= to) {
                if (test == null || test.matches(sequence)) {
                    return sequence;
                }
                sequence = sequence == segment.last ? 0 : nextCandidate(test, segment, sequence + 1);
            }
        }
        return 0;
    }

    /** The highest sequence of a range that has a message which matches, or 0. */
    long backward(SubjectFilter filter, long from, long to) {
        SubjectTest test = filter.isAll() ? null : new SubjectTest(filter);
        for (int i = store.position(from); i >= 0; i--) {
            Segment segment = store.segments.get(i);
            if (!segment.isEmpty() && segment.last < to) {
                break;
            }
            long sequence = segment.previousLive(from);
            while (sequence != 0 && sequence >= to) {
                if (test == null || test.mayMatch(segment, sequence) && test.matches(sequence)) {
                    return sequence;
                }
                sequence = sequence == segment.first ? 0 : segment.previousLive(sequence - 1);
            }
        }
        return 0;
    }

    /** See {@link StreamStore#nextWithHeaders}. */
    @Nullable
    StoredMessage nextWithHeaders(long fromSequence) {
        for (int i = Math.max(0, store.position(fromSequence)); i < store.segments.size(); i++) {
            Segment segment = store.segments.get(i);
            long s = segment.mayHaveHeaders ? segment.nextLive(fromSequence) : 0;
            while (s != 0) {
                Entry entry = store.entry(s);
                if (entry != null && entry.headersLength >= 0) {
                    return entry.message();
                }
                s = s == segment.last ? 0 : segment.nextLive(s + 1);
            }
        }
        return null;
    }

    /** How many messages a range has. */
    long countBetween(long from, long to) {
        long count = 0;
        for (int i = Math.max(0, store.position(from));
                i < store.segments.size() && store.segments.get(i).first <= to;
                i++) {
            Segment segment = store.segments.get(i);
            count += segment.first >= from && segment.last <= to ? segment.live : segment.countLive(from, to);
        }
        return count;
    }

    /** See {@link StreamStore#sequenceAt}. */
    long sequenceAt(long timestampNanos) {
        for (Segment segment : store.segments) {
            if (segment.live == 0 || segment.maxTimestamp < timestampNanos) {
                continue;
            }
            for (long s = segment.nextLive(0); s != 0; s = s == segment.last ? 0 : segment.nextLive(s + 1)) {
                Entry entry = store.entry(s);
                if (entry != null && entry.timestamp >= timestampNanos) {
                    return s;
                }
            }
        }
        return store.lastSequence + 1;
    }

    /** The next message of a segment, for a literal subject without those whose hash is another one. */
    private long nextCandidate(@Nullable SubjectTest test, Segment segment, long from) {
        long sequence = segment.nextLive(from);
        if (sequence == 0 || test == null || !test.literal) {
            return sequence;
        }
        SegmentMap map = store.reader.map(segment);
        long candidate = map.nextCandidate(sequence, test.hash);
        while (candidate != sequence && candidate <= segment.last) {
            sequence = segment.nextLive(candidate);
            if (sequence == 0) {
                return 0;
            }
            candidate = map.nextCandidate(sequence, test.hash);
        }
        return candidate <= segment.last ? candidate : 0;
    }

    /** Tests messages' subjects; those of one literal subject may be looked for by hash before. */
    private final class SubjectTest {
        private final SubjectFilter filter;
        private final boolean literal;
        private final int hash;
        private byte[] subject = new byte[128];

        SubjectTest(SubjectFilter filter) {
            this.filter = filter;
            this.literal = filter.isLiteral();
            byte[] first = filter.pattern(0);
            this.hash = literal ? Entry.hash(first, 0, first.length) : 0;
        }

        boolean mayMatch(Segment segment, long sequence) {
            if (!literal) {
                return true;
            }
            SegmentMap map = store.reader.map(segment);
            return map.location(sequence) == 0 || map.hash(sequence) == hash;
        }

        boolean matches(long sequence) {
            Entry entry = store.entry(sequence);
            if (entry == null) {
                return false;
            }
            if (subject.length < entry.subjectLength) {
                subject = new byte[entry.subjectLength * 2];
            }
            System.arraycopy(entry.array, entry.subjectAt, subject, 0, entry.subjectLength);
            return filter.matches(subject, entry.subjectLength);
        }
    }
}
