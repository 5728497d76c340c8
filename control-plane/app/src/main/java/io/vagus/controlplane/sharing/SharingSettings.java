package io.vagus.controlplane.sharing;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.sharing.store.SharingRows;
import io.vagus.controlplane.sharing.store.SharingSettingsRow;
import io.vagus.controlplane.teams.Right;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.ExternalAuthorization;
import io.vagus.identity.Mapping;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Mappings and the authentication service of accounts, each set as a whole. */
@ApplicationScoped
public class SharingSettings {

    private final SharingRows rows;
    private final AccountGate gate;
    private final Accounts accounts;
    private final AuditLog audit;
    private final Preconditions preconditions;

    SharingSettings(
            SharingRows rows, AccountGate gate, Accounts accounts, AuditLog audit, Preconditions preconditions) {
        this.rows = rows;
        this.gate = gate;
        this.accounts = accounts;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    public Uni<AccountSharing> get(UnitOfWork work, Caller caller, UUID accountId) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("sharing.read", "account", accountId))
                .chain(() -> rows.settings(work, accountId))
                .map(SharingSettings::settings);
    }

    public Uni<AccountSharing> set(UnitOfWork work, Caller caller, UUID accountId, AccountSharing wanted) {
        Action action = Action.of("sharing.update", "account", accountId);
        SharingSettingsRow row = new SharingSettingsRow();
        row.accountId = accountId;
        row.mappings = JsonText.write(wanted.mappings());
        row.authentication = JsonText.writeOrNull(wanted.authentication());
        return gate.enterToChange(work, caller, accountId, Right.DEVELOP, action)
                .invoke(account -> {
                    ShareClaims.requireValid(
                            "mappings",
                            AccountClaims.builder(account.publicKey())
                                    .mappings(mappings(row))
                                    .build());
                    ShareClaims.requireValid(
                            "authentication",
                            AccountClaims.builder(account.publicKey())
                                    .authorization(authorization(row))
                                    .build());
                })
                .call(() -> rows.settings(work, accountId).invoke(now -> preconditions.require(settings(now))))
                .call(() -> work.session().upsert(row))
                .call(account -> accounts.partChanged(work, account, caller, "mappings and authentication set"))
                .call(account -> audit.done(work, caller, account.teamId(), action))
                .replaceWith(wanted);
    }

    static Map<String, List<Mapping>> mappings(@Nullable SharingSettingsRow row) {
        Map<String, List<Mapping>> mappings = new LinkedHashMap<>();
        settings(row)
                .mappings()
                .forEach(mapping -> mappings.put(
                        mapping.subject(),
                        mapping.destinations().stream()
                                .map(each -> new Mapping(each.subject(), each.weight(), ""))
                                .toList()));
        return mappings;
    }

    static ExternalAuthorization authorization(@Nullable SharingSettingsRow row) {
        AuthenticationService service = settings(row).authentication();
        return service == null
                ? ExternalAuthorization.NONE
                : new ExternalAuthorization(
                        service.userKeys(),
                        service.allowedAccounts() == null ? List.of() : service.allowedAccounts(),
                        service.encryptionKey() == null ? "" : service.encryptionKey());
    }

    private static AccountSharing settings(@Nullable SharingSettingsRow row) {
        return row == null
                ? new AccountSharing(List.of(), null)
                : new AccountSharing(
                        JsonText.readList(row.mappings, SubjectMapping.class),
                        JsonText.readOrNull(row.authentication, AuthenticationService.class));
    }
}
