package io.vagus.controlplane.jetstream;

import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.FieldError;
import io.vagus.controlplane.platform.Problem;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The way into an account for what happens on its nodes rather than in the database: first the gate and the
 * audit entry of what is begun, then the act, then its end. No transaction is open while nodes are asked, and what ends the process
 * in between leaves an entry that says so.
 */
@ApplicationScoped
public class AccountDoor {

    /** From here on an answer does not say whether it was done. */
    private static final int SERVER_ERROR = 500;

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

    private record Begun(Account account, AuditLog.Begun entry) {}

    /** Something that is done to an account on its nodes. */
    public interface Act<T> {
        T on(String accountKey);
    }

    /**
     * Lets a member change something and records it. What the nodes refuse is in the log as refused, with their reason.
     *
     * @param detail what was changed, in words
     */
    public <T> T change(
            Caller caller, UUID accountId, Right right, String action, Supplier<String> detail, Act<T> act) {
        Action what = Action.of(action, "account", accountId);
        Begun begun = database.await(work -> gate.enterToChange(work, caller, accountId, right, what)
                .flatMap(account -> audit.begun(work, caller, account.teamId(), what, detail.get())
                        .map(entry -> new Begun(account, entry))));
        T result;
        try {
            result = act.on(begun.account().publicKey());
        } catch (ProblemException refusal) {
            if (refusal.status() < SERVER_ERROR) {
                database.await(work -> audit.refused(work, begun.entry(), reason(refusal)));
            }
            throw refusal;
        }
        database.await(work -> audit.ended(work, begun.entry(), detail.get()));
        return result;
    }

    /** All that the caller is told, in a line. */
    private static String reason(ProblemException refusal) {
        Problem told = refusal.problem(null);
        String why = told.detail() == null ? told.title() : told.detail();
        List<FieldError> errors = told.errors();
        return errors == null || told.detail() != null
                ? why
                : errors.stream()
                        .map(error -> error.field() + " " + error.reason())
                        .collect(Collectors.joining("; "));
    }
}
