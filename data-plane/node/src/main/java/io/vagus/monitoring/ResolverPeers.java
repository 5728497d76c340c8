package io.vagus.monitoring;

import io.vagus.account.Account;
import io.vagus.account.operator.JwtStore;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.account.operator.Peers;
import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How resolvers of several servers (and of account servers beside them) help each other, by the system account: one that
 * lacks an account asks the others, and each that keeps all accounts shows its digest now and then and takes over what
 * others have newer. Source: nats-server server/accounts.go.
 */
final class ResolverPeers implements Peers {
    static final String PACK = "$SYS.REQ.CLAIMS.PACK";

    private final OperatorAccounts accounts;
    private final Account systemAccount;
    private final InternalClient system;
    private final EventIds inboxes;
    private final Duration timeout;
    private final Log log;
    private final String inboxPrefix;
    private final String packInbox;

    ResolverPeers(
            OperatorAccounts accounts,
            Account systemAccount,
            InternalClient system,
            EventIds inboxes,
            Duration timeout,
            Log log) {
        this.accounts = accounts;
        this.systemAccount = systemAccount;
        this.system = system;
        this.inboxes = inboxes;
        this.timeout = timeout;
        this.log = log;
        this.inboxPrefix = "$SYS._INBOX." + inboxes.next() + ".";
        this.packInbox = inbox();
    }

    /** Listens for what others have. */
    void start() {
        system.subscribe(packInbox, null, this::merge);
    }

    /** Whether a request is this server's own, which it does not answer. */
    boolean isOwn(@Nullable String reply) {
        return reply != null && reply.startsWith(inboxPrefix);
    }

    /** Shows others what this server has; who has something else sends all of it. */
    void compare() {
        system.publish(PACK, packInbox, null, accounts.store().hash());
    }

    private void merge(InternalMessage message) {
        String pack = new String(message.payload(), StandardCharsets.ISO_8859_1);
        for (String line : pack.split("\n", -1)) {
            if (!line.isEmpty()) {
                mergeLine(line);
            }
        }
    }

    private void mergeLine(String line) {
        String[] parts = line.split("\\|", -1);
        try {
            if (parts.length != 2) {
                throw new IdentityException("line in package didn't contain 2 entries");
            }
            if (!Nkey.isValid(parts[0], KeyKind.ACCOUNT)) {
                throw new IdentityException("key to merge is not a valid public account key");
            }
            if (accounts.storeIfNewer(parts[0], parts[1])) {
                accounts.audit().claimsChanged(Jwt.decode(parts[1], AccountClaims.class), PACK, null);
            }
        } catch (IdentityException | JwtStore.JwtStoreException refused) {
            log.error("DirResolver - Merging resulted in error: " + refused.getMessage());
        }
    }

    @Override
    public @Nullable String lookup(String accountKey) {
        String subject = "$SYS.REQ.ACCOUNT." + accountKey + ".CLAIMS.LOOKUP";
        int others = others(subject);
        if (others == 0) {
            return null;
        }
        CompletableFuture<@Nullable String> found = new CompletableFuture<>();
        AtomicInteger expected = new AtomicInteger(others);
        String inbox = inbox();
        try (InternalClient.InternalSubscription answers = system.subscribe(inbox, null, message -> {
            if (message.payload().length > 0) {
                found.complete(new String(message.payload(), StandardCharsets.ISO_8859_1));
            } else if (expected.decrementAndGet() <= 0) {
                found.complete(null);
            }
        })) {
            system.publish(subject, inbox, null, new byte[0]);
            return found.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silence) {
            log.debug(() -> "fetching jwt timed out for account " + accountKey);
            return null;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** How many listen to a lookup beside this server. */
    private int others(String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.US_ASCII);
        Match match = new Match();
        systemAccount.interest().match(bytes, bytes.length, match, new Interest.Probe());
        int own = accounts.store().kind() == JwtStore.Kind.FULL ? 1 : 0;
        return Math.max(0, match.plainCount() - own);
    }

    private String inbox() {
        return inboxPrefix + inboxes.next();
    }
}
