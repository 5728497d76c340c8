package io.vagus.controlplane.sharing;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.sharing.store.ActivationRow;
import io.vagus.controlplane.sharing.store.ImportRow;
import io.vagus.controlplane.sharing.store.SharingRows;
import io.vagus.identity.Export;
import io.vagus.identity.Import;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an account's token has to say about others. */
@ApplicationScoped
public class Sharing {

    private final SharingRows rows;

    Sharing(SharingRows rows) {
        this.rows = rows;
    }

    /** As the database says now. */
    public Uni<Shares> of(UnitOfWork work, Account account) {
        return rows.exports(work, account.id())
                .flatMap(exports -> rows.activations(work, account.id())
                        .map(given -> exports.stream()
                                .map(row -> ShareClaims.of(row, given))
                                .toList()))
                .flatMap(exports -> rows.imports(work, account.id())
                        .flatMap(imports -> imports.isEmpty()
                                ? Uni.createFrom().item(List.<Import>of())
                                : rows.activationsFor(work, account.publicKey()).map(taken -> imports(imports, taken)))
                        .flatMap(imports ->
                                rows.settings(work, account.id()).map(settings -> shares(exports, imports, settings))));
    }

    private static Shares shares(
            List<Export> exports,
            List<Import> imports,
            io.vagus.controlplane.sharing.store.@Nullable SharingSettingsRow row) {
        return new Shares(exports, imports, SharingSettings.mappings(row), SharingSettings.authorization(row));
    }

    private static List<Import> imports(List<ImportRow> imports, List<ActivationRow> taken) {
        return imports.stream()
                .map(row -> ShareClaims.of(row, token(row, taken)))
                .toList();
    }

    private static @Nullable String token(ImportRow row, List<ActivationRow> taken) {
        return row.exportId == null
                ? row.token
                : taken.stream()
                        .filter(activation -> activation.exportId.equals(row.exportId))
                        .map(activation -> activation.token)
                        .findFirst()
                        .orElse(null);
    }
}
