package io.vagus.server;

import io.vagus.account.Accounts;
import io.vagus.account.AuditTrail;
import io.vagus.account.Authenticator;
import io.vagus.account.ConnectionType;
import io.vagus.account.Member;
import io.vagus.account.Peer;
import io.vagus.account.Permissions;
import io.vagus.account.TrustedProxies;
import io.vagus.account.callout.AuthCallout;
import io.vagus.account.callout.CalloutSettings;
import io.vagus.account.callout.LocalCallout;
import io.vagus.account.local.LiveUsers;
import io.vagus.account.local.LocalAccess;
import io.vagus.account.local.LocalAccount;
import io.vagus.account.local.LocalAuthenticator;
import io.vagus.identity.CurveKeyPair;
import io.vagus.protocol.ClosedReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whoever decides now who may connect. Exists before the decider does, so that the port can be bound first, and lets a
 * reload replace it.
 */
final class AccessControl implements Authenticator {
    private final Accounts accounts;
    private final TrustedProxies proxies;
    private final Executor logins;
    private final Supplier<AuthCallout> callout;
    private final Supplier<CurveKeyPair> xkey;
    private volatile @Nullable AuditTrail audit;
    private volatile Authenticator current;

    /**
     * @param logins where secrets and signatures are checked
     * @param xkey the key for authentication services to seal their answers to
     * @param callout made when a configuration first names an authentication service
     */
    AccessControl(
            Accounts accounts,
            List<String> trustedProxies,
            Executor logins,
            Supplier<AuthCallout> callout,
            Supplier<CurveKeyPair> xkey) {
        this.accounts = accounts;
        this.proxies = new TrustedProxies(trustedProxies);
        this.logins = logins;
        this.callout = callout;
        this.xkey = xkey;
        this.current = local(LocalAccess.OPEN);
    }

    /** Reports logins from now on. */
    void audit(AuditTrail trail) {
        audit = trail;
    }

    TrustedProxies proxies() {
        return proxies;
    }

    /** Has this one decide from now on. */
    void use(Authenticator authenticator) {
        current = authenticator;
    }

    /** Decides by what stands in the configuration from now on, for those who are connected too. */
    void use(LocalAccess access) {
        LocalAuthenticator next = local(access);
        Authenticator previous = current;
        current = next;
        if (previous instanceof LocalAuthenticator before) {
            LiveUsers.judgeAgain(accounts, before, next);
        }
    }

    /** Trusts these proxies from now on; who came through another one has to go. */
    void trust(List<String> keys) {
        proxies.replace(keys);
        accounts.all().forEach(account -> account.forEachMember(member -> closeUntrusted(member, keys)));
    }

    private static void closeUntrusted(Member member, List<String> keys) {
        String key = member.user().proxyKey();
        if (key != null && !keys.contains(key)) {
            member.close(ClosedReason.PROXY_NOT_TRUSTED, "Authorization Violation");
        }
    }

    private LocalAuthenticator local(LocalAccess access) {
        return new LocalAuthenticator(accounts, access, proxies, logins, callout(access));
    }

    private @Nullable LocalCallout callout(LocalAccess access) {
        CalloutSettings settings = access.callout();
        if (settings == null) {
            return null;
        }
        Map<String, Permissions> defaults = new HashMap<>();
        for (LocalAccount account : access.accounts()) {
            if (account.defaultPermissions() != null) {
                defaults.put(account.name(), account.defaultPermissions());
            }
        }
        return new LocalCallout(settings, callout.get(), accounts, defaults);
    }

    @Override
    public Threshold threshold(ConnectionType type) {
        return current.threshold(type);
    }

    @Override
    public boolean nonceRequired() {
        return current.nonceRequired();
    }

    @Override
    public String xkey() {
        return xkey.get().publicKey().toString();
    }

    @Override
    public CompletionStage<Verdict> authenticate(Attempt attempt) {
        AuditTrail trail = audit;
        CompletionStage<Verdict> verdict = current.authenticate(attempt);
        return trail == null
                ? verdict
                : verdict.whenComplete((told, failure) -> {
                    if (told != null) {
                        trail.login(attempt, told);
                    }
                });
    }

    @Override
    public Verdict anonymous(Peer peer) {
        return current.anonymous(peer);
    }
}
