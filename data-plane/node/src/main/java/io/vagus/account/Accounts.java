package io.vagus.account;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The accounts this node knows now. Safe for use by any thread. */
public final class Accounts {

    /** The account of clients in a configuration without accounts. */
    public static final String GLOBAL = "$G";

    /** The system account's name where the configuration names none. */
    public static final String DEFAULT_SYSTEM = "$SYS";

    private final ConcurrentMap<String, Account> byName = new ConcurrentHashMap<>();
    private final List<Consumer<Account>> creationListeners = new CopyOnWriteArrayList<>();
    private final Account system;

    /** With the given system account; {@link #GLOBAL} exists from the start too. */
    public Accounts(String systemAccount) {
        system = getOrCreate(systemAccount);
        getOrCreate(GLOBAL);
    }

    /** The account in which the node's own services and events live. */
    public Account system() {
        return system;
    }

    /** The account {@link #GLOBAL}. */
    public Account global() {
        return getOrCreate(GLOBAL);
    }

    /** The account of that name or public key, if this node knows it. */
    public @Nullable Account find(String name) {
        return byName.get(name);
    }

    /** The account of that name or public key, made if need be; listeners hear of a new one before it is handed out. */
    public Account getOrCreate(String name) {
        return byName.computeIfAbsent(name, absent -> {
            Account account = new Account(absent);
            creationListeners.forEach(listener -> listener.accept(account));
            return account;
        });
    }

    /** Forgets an account. Its connections, if any, are the caller's to close. */
    public void remove(Account account) {
        byName.remove(account.name(), account);
    }

    /** All accounts now. */
    public Collection<Account> all() {
        return List.copyOf(byName.values());
    }

    /**
     * Calls for each account there is and each that comes, before anybody can use it, so that a service may be offered
     * in every account. The listener must not look up accounts.
     */
    public void forEachNowAndLater(Consumer<Account> listener) {
        creationListeners.add(listener);
        byName.values().forEach(listener);
    }

    /** Calls it no more for accounts that come. */
    public void forget(Consumer<Account> listener) {
        creationListeners.remove(listener);
    }
}
