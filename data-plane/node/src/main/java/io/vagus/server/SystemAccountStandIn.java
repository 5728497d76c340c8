package io.vagus.server;

import io.vagus.account.operator.OperatorAccounts;
import io.vagus.base.Log;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The system account by its key alone, for a node whose store has no token of it yet: somebody has to be let in who brings the
 * first tokens. The store is asked again each second until it has one. Wherever another server may hold the tokens; those
 * of a configuration are all there are.
 */
final class SystemAccountStandIn {
    private static final long ASK_SECONDS = 1;

    private final OperatorAccounts accounts;
    private final String accountKey;
    private final Log log;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ScheduledFuture<?> questions;

    private SystemAccountStandIn(OperatorAccounts accounts, String accountKey, Log log) {
        this.accounts = accounts;
        this.accountKey = accountKey;
        this.log = log;
    }

    /** Lets the account stand in if it has to. */
    static void beginIfNeeded(OperatorAccounts accounts, String accountKey, ScheduledExecutorService timer, Log log) {
        if (!accounts.standInFor(accountKey)) {
            return;
        }
        log.info("Using bootstrapping system account");
        SystemAccountStandIn standIn = new SystemAccountStandIn(accounts, accountKey, log);
        standIn.lock.lock();
        try {
            standIn.questions = timer.scheduleWithFixedDelay(standIn::ask, ASK_SECONDS, ASK_SECONDS, TimeUnit.SECONDS);
        } finally {
            standIn.lock.unlock();
        }
    }

    /** A store may be far away: it is asked off the timer's thread, once at a time. */
    private void ask() {
        if (asking.compareAndSet(false, true)) {
            Thread.startVirtualThread(() -> {
                try {
                    if (accounts.hasToken(accountKey) || accounts.takeFromStore(accountKey)) {
                        end();
                    }
                } finally {
                    asking.set(false);
                }
            });
        }
    }

    private void end() {
        lock.lock();
        try {
            if (questions != null) {
                questions.cancel(false);
                questions = null;
                log.info("System account fetched and updated");
            }
        } finally {
            lock.unlock();
        }
    }
}
