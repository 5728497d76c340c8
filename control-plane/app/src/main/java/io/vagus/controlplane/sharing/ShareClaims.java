package io.vagus.controlplane.sharing;

import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.platform.FieldError;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.sharing.store.ActivationRow;
import io.vagus.controlplane.sharing.store.ExportRow;
import io.vagus.controlplane.sharing.store.ImportRow;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.AccountLimits;
import io.vagus.identity.Export;
import io.vagus.identity.Import;
import io.vagus.identity.ServiceTerms;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From rows to what tokens say, and whether nodes would take that. */
final class ShareClaims {

    private ShareClaims() {}

    static Export of(ExportRow row, List<ActivationRow> activations) {
        Map<String, Long> revocations = new HashMap<>();
        for (ActivationRow activation : activations) {
            if (activation.exportId.equals(row.id) && activation.revokedAt != null) {
                revocations.merge(activation.targetKey, activation.revokedAt.getEpochSecond(), Math::max);
            }
        }
        return new Export(
                row.name,
                row.subject,
                Kind.of(row.kind).toClaims(),
                row.responseType == null
                        ? ""
                        : ResponseType.valueOf(row.responseType.toUpperCase(Locale.ROOT))
                                .toClaims(),
                row.accountTokenPosition,
                row.tokenRequired,
                row.description,
                row.infoUrl,
                new ServiceTerms(
                        revocations,
                        0,
                        row.latencyPercent == null || row.latencySubject == null
                                ? null
                                : new ServiceTerms.Latency(row.latencyPercent, row.latencySubject),
                        false));
    }

    static Import of(ImportRow row, @Nullable String token) {
        return new Import(
                row.name,
                row.subject,
                row.exporterKey,
                token == null ? "" : token,
                "",
                row.localSubject,
                Kind.of(row.kind).toClaims(),
                row.shareInfo,
                false);
    }

    /** Refuses what a node would refuse, in its words. */
    static void requireValid(String field, Account account, List<Export> exports, List<Import> imports) {
        long mostExports = or(account.limits().exports());
        long mostImports = or(account.limits().imports());
        AccountLimits all = AccountLimits.UNLIMITED;
        AccountLimits limits = new AccountLimits(
                all.subscriptions(),
                all.data(),
                all.payloadBytes(),
                mostImports,
                mostExports,
                !Boolean.FALSE.equals(account.limits().wildcardExports()),
                false,
                all.connections(),
                all.leafNodes(),
                all.jetStream(),
                Map.of());
        requireValid(
                field,
                AccountClaims.builder(account.publicKey())
                        .limits(limits)
                        .exports(exports)
                        .imports(imports)
                        .build());
    }

    static void requireValid(String field, AccountClaims claims) {
        List<String> problems = claims.problems();
        if (!problems.isEmpty()) {
            throw ProblemException.invalid(problems.stream()
                    .map(problem -> new FieldError(field, problem))
                    .toList());
        }
    }

    private static long or(@Nullable Long limit) {
        return limit == null ? AccountLimits.UNLIMITED_VALUE : limit;
    }
}
