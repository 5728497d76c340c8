package io.vagus.controlplane.provisioning;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quarkus.runtime.ShutdownEvent;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.provisioning.AccountWire.Errand;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The open connections into accounts, by account and errand: made when first needed, kept while used, at most
 * {@value #MAX_OPEN}; the one that was used longest ago gives way. Owner of their opening and closing.
 */
@ApplicationScoped
class AccountConnections {

    private static final Logger LOG = Logger.getLogger(AccountConnections.class);
    private static final int MAX_OPEN = 64;
    private static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long LIFE_NANOS =
            AccountSignIn.TOKEN_LIFE.minus(Duration.ofMinutes(2)).toNanos();
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private record Key(String accountKey, Errand errand) {}

    /** One connection, or the making of it: who comes meanwhile waits on its lock. */
    private static final class Slot {
        @Nullable
        Connection connection;

        long openedNanos;
        long usedNanos = System.nanoTime();
        int users;
    }

    private final Map<Key, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
    private final AccountSignIn signIn;
    private final String[] urls;

    AccountConnections(AccountSignIn signIn, @ConfigProperty(name = "vagus.nats.urls") List<String> urls) {
        this.signIn = signIn;
        this.urls = urls.toArray(String[]::new);
    }

    void start(@Observes Background background) {
        background.every(LOOK_EVERY, "close idle connections into accounts", () -> close(this::isIdle));
    }

    void stop(@Observes ShutdownEvent event) {
        close(slot -> true);
    }

    /** What is done over a connection. */
    interface Work<T extends @Nullable Object> {
        T over(Connection connection) throws InterruptedException;
    }

    <T extends @Nullable Object> T use(String accountKey, Errand errand, Work<T> work) {
        Slot slot = take(new Key(accountKey, errand));
        try {
            return work.over(open(slot, accountKey, errand));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away();
        } catch (IllegalStateException e) {
            LOG.debugf("The connection into an account was lost: %s", e.getMessage());
            throw away();
        } finally {
            give(slot);
        }
    }

    private Slot take(Key key) {
        List<Slot> evicted = new ArrayList<>();
        Slot taken;
        synchronized (slots) {
            taken = slots.computeIfAbsent(key, fresh -> new Slot());
            taken.users++;
            if (slots.size() > MAX_OPEN) {
                var oldest = slots.entrySet().iterator();
                while (oldest.hasNext() && slots.size() > MAX_OPEN) {
                    Slot slot = oldest.next().getValue();
                    if (slot.users == 0) {
                        oldest.remove();
                        evicted.add(slot);
                    }
                }
                if (slots.size() > MAX_OPEN) {
                    taken.users--;
                    slots.remove(key);
                    throw ProblemException.unavailable("Too many accounts are being looked into at once.");
                }
            }
        }
        evicted.forEach(AccountConnections::close);
        return taken;
    }

    private void give(Slot slot) {
        synchronized (slots) {
            slot.users--;
            slot.usedNanos = System.nanoTime();
        }
    }

    private Connection open(Slot slot, String accountKey, Errand errand) throws InterruptedException {
        synchronized (slot) {
            Connection known = slot.connection;
            boolean fresh = System.nanoTime() - slot.openedNanos < LIFE_NANOS;
            if (known != null && fresh && known.getStatus() == Connection.Status.CONNECTED) {
                return known;
            }
            close(slot);
            Connection made = connect(accountKey, errand);
            slot.connection = made;
            slot.openedNanos = System.nanoTime();
            return made;
        }
    }

    private Connection connect(String accountKey, Errand errand) throws InterruptedException {
        Options options = new Options.Builder()
                .servers(urls)
                .connectionName("vagus-control-plane")
                .authHandler(signIn.user(accountKey, errand))
                .connectionTimeout(Duration.ofSeconds(3))
                .reportNoResponders()
                .maxReconnects(0)
                .errorListener(new QuietErrors())
                .build();
        try {
            return Nats.connect(options);
        } catch (AuthenticationException e) {
            throw ProblemException.conflict("The nodes let nobody into this account now: it is suspended, has no "
                    + "connection to spare, or is still on its way to the nodes.");
        } catch (IOException e) {
            LOG.debugf("No node can be reached: %s", e.getMessage());
            throw away();
        }
    }

    private boolean isIdle(Slot slot) {
        return slot.users == 0 && System.nanoTime() - slot.usedNanos > IDLE_NANOS;
    }

    private void close(Predicate<Slot> condition) {
        List<Slot> closing = new ArrayList<>();
        synchronized (slots) {
            slots.values().removeIf(slot -> condition.test(slot) && closing.add(slot));
        }
        closing.forEach(AccountConnections::close);
    }

    private static void close(Slot slot) {
        synchronized (slot) {
            Connection open = slot.connection;
            slot.connection = null;
            if (open != null) {
                try {
                    open.close();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    static ProblemException away() {
        return ProblemException.unavailable("No node answers for this account.");
    }
}
