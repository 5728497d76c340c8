package io.vagus.controlplane.jetstream;

import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The way into an account for what happens on its nodes rather than in the database: first the gate, then the act, then the
 * audit entry. No transaction is open while nodes are asked.
 */
@ApplicationScoped
public class AccountDoor {

    private final Database database;
    private final AccountGate gate;
    private final AuditLog audit;

    AccountDoor(Database database, AccountGate gate, AuditLog audit) {
        this.database = database;
        this.gate = gate;
        this.audit = audit;
    }

    /** Lets a member look; returns the account's public key. */
    public String look(Caller caller, UUID accountId, Right right, String action) {
        Action what = Action.of(action, "account", accountId);
        return database.await(work -> gate.enter(work, caller, accountId, right, what))
                .publicKey();
    }

    /** Something that is done to an account on its nodes. */
    public interface Act<T> {
        T on(String accountKey);
    }

    /**
     * Lets a member change something and records it. What the nodes refuse is not recorded: nothing happened.
     *
     * @param detail what was changed, in words
     */
    public <T> T change(
            Caller caller, UUID accountId, Right right, String action, Supplier<String> detail, Act<T> act) {
        Action what = Action.of(action, "account", accountId);
        Account account = database.await(work -> gate.enterToChange(work, caller, accountId, right, what));
        T result = act.on(account.publicKey());
        database.await(work -> audit.done(work, caller, account.teamId(), what, detail.get()));
        return result;
    }
}
