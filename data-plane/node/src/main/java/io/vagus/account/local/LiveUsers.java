package io.vagus.account.local;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.ConnectionType;
import io.vagus.account.Member;
import io.vagus.account.Permissions;
import io.vagus.account.UserIdentity;
import io.vagus.account.local.LocalAccess.Place;
import io.vagus.protocol.ClosedReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies a changed configuration to those whom the previous one let in: who was removed or moved to another account is
 * disconnected, who would not be let in the same way is told {@code Authorization Violation}, and who has other
 * permissions now gets them. What a client showed is not kept, so a changed secret counts as another one, even where it
 * is the same password in another form. Source: nats-server server/reload.go.
 */
public final class LiveUsers {
    private static final String VIOLATION = "Authorization Violation";

    private final LocalAuthenticator before;
    private final LocalAuthenticator now;

    private LiveUsers(LocalAuthenticator before, LocalAuthenticator now) {
        this.before = before;
        this.now = now;
    }

    /** Looks at everybody who is connected. */
    public static void judgeAgain(Accounts accounts, LocalAuthenticator before, LocalAuthenticator now) {
        LiveUsers live = new LiveUsers(before, now);
        for (Account account : accounts.all()) {
            account.forEachMember(member -> live.judge(account, member));
        }
    }

    private void judge(Account account, Member member) {
        UserIdentity user = member.user();
        ConnectionType type = member.peer().type();
        String id = user.authorizedUser();
        if (user.issuerKey() != null) {
            if (!Objects.equals(before.callout(), now.callout())) {
                violation(member);
            }
            return;
        }
        Place place = id == null ? null : now.place(id);
        if (place == null) {
            judgeByDoor(account, member, type);
            return;
        }
        Place previous = before.place(String.valueOf(id));
        if (!place.account().equals(account.name()) || previous == null) {
            member.close(ClosedReason.CLIENT_CLOSED, null);
        } else if (!sameProof(previous.user(), place.user())
                || !place.user().allows(type)
                || place.user().proxyRequired() && user.proxyKey() == null) {
            violation(member);
        } else {
            update(member, now.permissionsOf(place));
        }
    }

    private void judgeByDoor(Account account, Member member, ConnectionType type) {
        String id = member.user().authorizedUser();
        boolean wasUser = id != null && before.place(id) != null;
        Door old = before.access().door(type);
        Door changed = now.access().door(type);
        if (now.isOpen(type)) {
            if (wasUser || !account.name().equals(Accounts.GLOBAL)) {
                member.close(ClosedReason.CLIENT_CLOSED, null);
            }
            return;
        }
        if (wasUser) {
            member.close(ClosedReason.CLIENT_CLOSED, null);
        } else if (id != null && id.equals(old.user()) && !sameKey(old, changed)) {
            member.close(ClosedReason.CLIENT_CLOSED, null);
        } else if (!sameKey(old, changed)
                || !Objects.equals(now.access().proxyRequired(), before.access().proxyRequired())
                        && member.user().proxyKey() == null) {
            violation(member);
        }
    }

    private static boolean sameKey(Door old, Door changed) {
        return changed.isLocked()
                && Objects.equals(old.user(), changed.user())
                && old.password().equals(changed.password())
                && Objects.equals(old.token(), changed.token());
    }

    private static boolean sameProof(LocalUser previous, LocalUser next) {
        return previous.password().equals(next.password());
    }

    private static void update(Member member, @Nullable Permissions permissions) {
        if (permissions != null && !permissions.equals(member.permissions())) {
            member.updatePermissions(permissions);
        }
    }

    private static void violation(Member member) {
        member.close(ClosedReason.AUTHENTICATION_VIOLATION, VIOLATION);
    }
}
