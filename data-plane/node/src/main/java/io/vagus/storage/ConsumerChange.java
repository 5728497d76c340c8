package io.vagus.storage;

import org.jspecify.annotations.Nullable;

/** The changes of a consumer's state that the log knows. The code is what stands in files: codes are never used again for another. */
enum ConsumerChange {
    DELIVERED(1, 4) {
        @Override
        void apply(ConsumerState state, long a, long b, long c, long d) {
            state.delivered(a, b, c, d);
        }
    },
    DELIVERED_UNACKNOWLEDGED(2, 2) {
        @Override
        void apply(ConsumerState state, long a, long b, long c, long d) {
            state.deliveredUnacknowledged(a, b);
        }
    },
    ACKNOWLEDGED(3, 2) {
        @Override
        void apply(ConsumerState state, long a, long b, long c, long d) {
            state.acknowledged(a, b);
        }
    },
    ACKNOWLEDGED_THROUGH(4, 2) {
        @Override
        void apply(ConsumerState state, long a, long b, long c, long d) {
            state.acknowledgedThrough(a, b);
        }
    },
    ABANDONED(5, 1) {
        @Override
        void apply(ConsumerState state, long a, long b, long c, long d) {
            state.abandoned(a);
        }
    },
    FORGET_REDELIVERED(6, 1) {
        @Override
        void apply(ConsumerState state, long a, long b, long c, long d) {
            state.forgetRedeliveredBelow(a);
        }
    },
    RESET(7, 4) {
        @Override
        void apply(ConsumerState state, long a, long b, long c, long d) {
            state.reset(a, b, c, d);
        }
    },
    PENDING(8, 3) {
        @Override
        void apply(ConsumerState state, long a, long b, long c, long d) {
            state.pending().put(a, b, c);
        }
    },
    REDELIVERED(9, 2) {
        @Override
        void apply(ConsumerState state, long a, long b, long c, long d) {
            state.setRedelivered(a, b);
        }
    };

    private static final ConsumerChange[] ALL = values();
    private final int code;
    private final int arguments;

    ConsumerChange(int code, int arguments) {
        this.code = code;
        this.arguments = arguments;
    }

    abstract void apply(ConsumerState state, long a, long b, long c, long d);

    /** The change with this code, or null. */
    static @Nullable ConsumerChange of(int code) {
        for (ConsumerChange change : ALL) {
            if (change.code == code) {
                return change;
            }
        }
        return null;
    }

    int code() {
        return code;
    }

    int arguments() {
        return arguments;
    }
}
