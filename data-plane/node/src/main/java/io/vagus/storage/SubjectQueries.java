package io.vagus.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a store about subjects: which messages have them, and how many. The index answers what it knows by heart; the rest is looked for among the messages, within
 * the bounds that it knows, and what is found is noted there. Owns no state.
 */
final class SubjectQueries {

    private final IndexedStore store;

    SubjectQueries(IndexedStore store) {
        this.store = store;
    }

    @Nullable
    StoredMessage last(SubjectFilter filter) {
        if (filter.isLiteral()) {
            long sequence = lastOf(filter.pattern(0));
            return sequence == 0 ? null : store.load(sequence);
        }
        return previous(filter, store.lastSequence);
    }

    @Nullable
    StoredMessage next(SubjectFilter filter, long fromSequence) {
        long from = fromSequence;
        while (true) {
            long sequence = nextSequence(filter, from);
            if (sequence == 0) {
                return null;
            }
            StoredMessage message = store.load(sequence);
            if (message != null) {
                return message;
            }
            from = sequence + 1;
        }
    }

    @Nullable
    StoredMessage previous(SubjectFilter filter, long fromSequence) {
        long from = Math.min(fromSequence, store.lastSequence);
        while (store.messages > 0 && from >= store.firstSequence) {
            long low = store.firstSequence;
            boolean exact = false;
            if (filter.isLiteral()) {
                if (!store.index.locate(filter.pattern(0))) {
                    return null;
                }
                low = Math.max(low, Math.abs(store.index.first()));
                from = Math.min(from, Math.abs(store.index.last()));
                exact = store.index.last() == from;
            }
            long sequence = exact ? from : from < low ? 0 : store.backward(filter, from, low);
            if (sequence == 0) {
                return null;
            }
            StoredMessage message = store.load(sequence);
            if (message != null) {
                return message;
            }
            from = sequence - 1;
        }
        return null;
    }

    long nextSequence(SubjectFilter filter, long fromSequence) {
        if (store.messages == 0 || fromSequence > store.lastSequence) {
            return 0;
        }
        long from = Math.max(fromSequence, store.firstSequence);
        if (!filter.isLiteral()) {
            return store.forward(filter, from, store.lastSequence);
        }
        if (!store.index.locate(filter.pattern(0))) {
            return 0;
        }
        long first = store.index.first();
        long last = Math.abs(store.index.last());
        if (first >= from) {
            return first;
        }
        if (from > last) {
            return 0;
        }
        if (from == store.index.last()) {
            return from;
        }
        return store.forward(filter, Math.max(from, Math.abs(first)), last);
    }

    @Nullable
    SubjectState state(byte[] subject) {
        if (!store.index.locate(subject)) {
            return null;
        }
        long count = store.index.count();
        long first = exactFirst(subject);
        long last = exactLast(subject);
        return new SubjectState(subject, count, first, last);
    }

    long firstOf(byte[] subject) {
        return store.index.locate(subject) ? exactFirst(subject) : 0;
    }

    long lastOf(byte[] subject) {
        return store.index.locate(subject) ? exactLast(subject) : 0;
    }

    void each(SubjectFilter filter, SubjectVisitor visitor) {
        store.index.forEach(filter, (subject, length, count, first, last) -> {
            byte[] copy = Arrays.copyOf(subject, length);
            long exactFirst = first > 0 ? first : store.forward(SubjectFilter.of(copy), -first, Math.abs(last));
            long exactLast = last > 0 ? last : store.backward(SubjectFilter.of(copy), -last, Math.abs(first));
            return visitor.visit(copy, count, exactFirst, exactLast);
        });
    }

    long[] lastSequences(SubjectFilter filter, long upToSequence) {
        LongList found = new LongList();
        store.index.forEach(filter, (subject, length, count, first, last) -> {
            if (last > 0 && last <= upToSequence) {
                found.add(last);
            } else if (Math.abs(first) <= upToSequence) {
                SubjectFilter literal = SubjectFilter.of(Arrays.copyOf(subject, length));
                long sequence = store.backward(literal, Math.min(upToSequence, Math.abs(last)), Math.abs(first));
                if (sequence != 0) {
                    found.add(sequence);
                }
            }
            return true;
        });
        return found.sorted();
    }

    long pending(long fromSequence, SubjectFilter filter, boolean lastPerSubject) {
        if (store.messages == 0 || fromSequence > store.lastSequence) {
            return 0;
        }
        long from = Math.max(fromSequence, store.firstSequence);
        if (lastPerSubject) {
            long[] total = {0};
            store.index.forEach(filter, (subject, length, count, first, last) -> {
                long exact = last > 0 || -last < from
                        ? last
                        : store.backward(
                                SubjectFilter.of(Arrays.copyOf(subject, length)),
                                -last,
                                Math.max(from, Math.abs(first)));
                if (exact >= from) {
                    total[0]++;
                }
                return true;
            });
            return total[0];
        }
        if (filter.isAll()) {
            return from == store.firstSequence ? store.messages : store.countBetween(from, store.lastSequence);
        }
        Sides sides = new Sides(from);
        store.index.forEach(filter, sides);
        if (!sides.straddle) {
            return sides.behind;
        }
        if (sides.all == store.messages) {
            return store.countBetween(from, store.lastSequence);
        }
        return sides.last - from < from - sides.first
                ? countMatching(filter, from, sides.last)
                : sides.all - countMatching(filter, sides.first, from - 1);
    }

    /** The located subject's first sequence; looks for it, and notes it, where only a bound is known. */
    private long exactFirst(byte[] subject) {
        long first = store.index.first();
        if (first > 0) {
            return first;
        }
        long found = store.forward(SubjectFilter.of(subject), -first, Math.abs(store.index.last()));
        if (store.index.locate(subject)) {
            store.index.set(store.index.count(), found, store.index.last());
        }
        return found;
    }

    private long exactLast(byte[] subject) {
        long last = store.index.last();
        if (last > 0) {
            return last;
        }
        long found = store.backward(SubjectFilter.of(subject), -last, Math.abs(store.index.first()));
        if (store.index.locate(subject)) {
            store.index.set(store.index.count(), store.index.first(), found);
        }
        return found;
    }

    private long countMatching(SubjectFilter filter, long from, long to) {
        long count = 0;
        long sequence = from > to ? 0 : store.forward(filter, from, to);
        while (sequence != 0) {
            count++;
            sequence = sequence == to ? 0 : store.forward(filter, sequence + 1, to);
        }
        return count;
    }

    /**
     * On which side of a sequence store.messages lie. Subjects that lie wholly on one side are settled by the store.index; where some straddle it, store.messages are counted on the shorter
     * side, and no farther than the store.index knows of any.
     */
    private static final class Sides implements SubjectIndex.Visitor {
        private final long from;
        private long all;
        private long behind;
        private long first = Long.MAX_VALUE;
        private long last;
        private boolean straddle;

        Sides(long from) {
            this.from = from;
        }

        @Override
        public boolean visit(byte[] subject, int length, long count, long notBefore, long notBehind) {
            all += count;
            first = Math.min(first, Math.abs(notBefore));
            last = Math.max(last, Math.abs(notBehind));
            if (Math.abs(notBefore) >= from) {
                behind += count;
            } else {
                straddle |= Math.abs(notBehind) >= from;
            }
            return true;
        }
    }
}
