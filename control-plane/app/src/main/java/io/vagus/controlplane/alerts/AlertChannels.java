package io.vagus.controlplane.alerts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.alerts.AlertChannel.ChannelKind;
import io.vagus.controlplane.alerts.store.AlertChannelRow;
import io.vagus.controlplane.alerts.store.AlertNoticeRow;
import io.vagus.controlplane.alerts.store.AlertRows;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.custody.KeyCustodian;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ways in which an account's people are told of alerts. */
@ApplicationScoped
public class AlertChannels {

    /** How many channels an account may have. */
    public static final int MAX_PER_ACCOUNT = 20;

    private static final int SECRET_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final AlertRows rows;
    private final AccountGate gate;
    private final AlertTargets targets;
    private final KeyCustodian custodian;
    private final AuditLog audit;
    private final Preconditions preconditions;

    AlertChannels(
            AlertRows rows,
            AccountGate gate,
            AlertTargets targets,
            KeyCustodian custodian,
            AuditLog audit,
            Preconditions preconditions) {
        this.rows = rows;
        this.gate = gate;
        this.targets = targets;
        this.custodian = custodian;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    public Uni<Page<AlertChannel>> page(UnitOfWork work, Caller caller, UUID accountId, PageQuery query) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("alert-channel.list", "account", accountId))
                .chain(() -> rows.page(work, AlertChannelRow.class, accountId, query))
                .map(found -> Page.of(query, found, row -> new Cursor("", row.id), row -> channel(row, null)));
    }

    public Uni<AlertChannel> create(UnitOfWork work, Caller caller, UUID accountId, AlertChannelRequest request) {
        Action action = Action.of("alert-channel.create", "account", accountId);
        return gate.enterToChange(work, caller, accountId, Right.OPERATE, action)
                .call(account ->
                        rows.count(work, AlertChannelRow.class, accountId).invoke(AlertChannels::requireRoom))
                .invoke(() -> targets.require(request.kind(), request.target()))
                .flatMap(account -> insert(work, account, request)
                        .call(made -> audit.done(work, caller, account.teamId(), action, "named " + request.name())));
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID accountId, UUID channelId) {
        Action action = Action.of("alert-channel.delete", "alert-channel", channelId);
        return gate.enterToChange(work, caller, accountId, Right.OPERATE, action)
                .flatMap(account -> found(work, accountId, channelId)
                        .invoke(row -> preconditions.require(channel(row, null)))
                        .call(row -> work.session().delete(row))
                        .call(row -> audit.done(work, caller, account.teamId(), action, "named " + row.name)))
                .replaceWithVoid();
    }

    /** Sends something that says it is a test. */
    public Uni<Void> test(UnitOfWork work, Caller caller, UUID accountId, UUID channelId) {
        Action action = Action.of("alert-channel.test", "alert-channel", channelId);
        return gate.enterToChange(work, caller, accountId, Right.OPERATE, action)
                .flatMap(account -> found(work, accountId, channelId)
                        .call(row -> notice(work, accountId, channelId, AlertNotice.test(account.name(), work.now())))
                        .call(row -> audit.done(work, caller, account.teamId(), action, "named " + row.name)))
                .replaceWithVoid();
    }

    Uni<Void> notice(UnitOfWork work, UUID accountId, UUID channelId, AlertNotice notice) {
        AlertNoticeRow row = new AlertNoticeRow();
        row.id = Ids.next(work.now());
        row.accountId = accountId;
        row.channelId = channelId;
        row.body = notice.written();
        row.attempts = 0;
        row.dueAt = work.now();
        return work.session().insert(row);
    }

    private Uni<AlertChannelRow> found(UnitOfWork work, UUID accountId, UUID channelId) {
        return rows.find(work, AlertChannelRow.class, accountId, channelId)
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound);
    }

    private Uni<AlertChannel> insert(UnitOfWork work, Account account, AlertChannelRequest request) {
        AlertChannelRow row = new AlertChannelRow();
        row.id = Ids.next(work.now());
        row.accountId = account.id();
        row.name = request.name();
        row.kind = AlertTexts.word(request.kind());
        row.target = request.target();
        row.createdAt = work.now();
        String secret = null;
        if (request.kind() == ChannelKind.WEBHOOK) {
            byte[] bytes = new byte[SECRET_BYTES];
            random.nextBytes(bytes);
            secret = "vwh_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            row.custodianKeyId = custodian.keyId();
            row.sealedSecret = custodian.seal(secret.getBytes(StandardCharsets.US_ASCII), context(row.id));
        }
        AlertChannel made = channel(row, secret);
        return work.session()
                .insert(row)
                .onFailure(failure -> Database.violates(failure, "alert_channel_name"))
                .transform(failure -> ProblemException.conflict("name", "is taken by another channel of the account"))
                .replaceWith(made);
    }

    static byte[] context(UUID channelId) {
        return ("alert-channel:" + channelId).getBytes(StandardCharsets.US_ASCII);
    }

    private static AlertChannel channel(AlertChannelRow row, @Nullable String secret) {
        return new AlertChannel(
                row.id, row.name, AlertTexts.constant(ChannelKind.class, row.kind), row.target, row.createdAt, secret);
    }

    private static void requireRoom(long count) {
        if (count >= MAX_PER_ACCOUNT) {
            throw ProblemException.conflict("An account may have " + MAX_PER_ACCOUNT + " alert channels.");
        }
    }
}
