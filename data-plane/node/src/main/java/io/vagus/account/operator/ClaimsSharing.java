package io.vagus.account.operator;

import io.vagus.account.Account;
import io.vagus.account.sharing.AccountSubjects;
import io.vagus.account.sharing.Activation;
import io.vagus.account.sharing.ServiceImport;
import io.vagus.account.sharing.Shares;
import io.vagus.account.sharing.Sharing;
import io.vagus.account.sharing.StreamImport;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Import;
import io.vagus.subject.SubjectMappings;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Puts into effect what account tokens say about subjects: imports, exports, mappings, tracing. Safe for use by any thread. */
public final class ClaimsSharing implements ClaimsListener {

    private final OperatorAccounts operator;
    private final Sharing sharing;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Log log;

    /** @param timer where imports are looked at again when an activation token has expired */
    public ClaimsSharing(
            OperatorAccounts operator, Sharing sharing, ScheduledExecutorService timer, Clock clock, Log log) {
        this.operator = operator;
        this.sharing = sharing;
        this.timer = timer;
        this.clock = clock;
        this.log = log;
    }

    @Override
    public void changed(Account account, AccountClaims claims) {
        AccountSubjects subjects = ClaimsSubjects.of(claims, log);
        account.mappings(SubjectMappings.of(subjects.mappings()));
        account.traceDestination(subjects.trace());
        sharing.update(account.name(), subjects.shares()).forEach(problem -> log.debug(() -> problem));
        for (Import each : claims.imports()) {
            if (operator.find(each.account()) == null) {
                // Once its own claims are in effect, imports from it are looked at again.
                operator.lookup(each.account()).exceptionally(missing -> {
                    log.error("Can't locate account [" + each.account() + "] for import of [" + each.subject() + "] "
                            + (each.kind() == io.vagus.identity.Export.Kind.STREAM ? "stream" : "service") + " (err="
                            + missing.getMessage() + ")");
                    return null;
                });
            }
        }
        refreshWhenActivationsExpire(subjects.shares());
    }

    private void refreshWhenActivationsExpire(Shares shares) {
        long now = clock.now().getEpochSecond();
        expiries(shares)
                .filter(expires -> expires > now)
                .distinct()
                .forEach(expires -> timer.schedule(sharing::refresh, expires - now + 1, TimeUnit.SECONDS));
    }

    private static LongStream expiries(Shares shares) {
        return Stream.concat(
                        shares.streamImports().stream().map(StreamImport::activation),
                        shares.serviceImports().stream().map(ServiceImport::activation))
                .filter(Objects::nonNull)
                .mapToLong(Activation::expiresSeconds);
    }
}
