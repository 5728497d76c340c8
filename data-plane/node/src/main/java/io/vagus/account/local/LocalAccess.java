package io.vagus.account.local;

import io.vagus.account.Accounts;
import io.vagus.account.ConnectionType;
import io.vagus.account.callout.CalloutSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect, as the configuration says it. With neither users nor anything asked at a door everybody may, into the
 * global account.
 *
 * @param door what is asked of clients that speak NATS
 * @param websocket what is asked in place of that over WebSocket; credentials only where it has some
 * @param mqtt what is asked in place of that of MQTT clients; credentials only where it has some
 * @param leafCertificatesMapped whether leaf nodes are known by their certificates
 * @param users users of the global account
 * @param proxyRequired whether those who use the door's own credentials have to come through a trusted proxy
 * @param callout the authentication service; null for none
 */
public record LocalAccess(
        Door door,
        Door websocket,
        Door mqtt,
        boolean leafCertificatesMapped,
        List<LocalUser> users,
        List<LocalAccount> accounts,
        boolean proxyRequired,
        @Nullable CalloutSettings callout) {

    /** Everybody may. */
    public static final LocalAccess OPEN =
            new LocalAccess(Door.OPEN, Door.OPEN, Door.OPEN, false, List.of(), List.of(), false, null);

    public LocalAccess {
        users = List.copyOf(users);
        accounts = List.copyOf(accounts);
    }

    /** A user and the name of its account. */
    record Place(LocalUser user, String account) {}

    /** Every user by {@link LocalUser#id()}. */
    Map<String, Place> places() {
        Map<String, Place> places = new LinkedHashMap<>();
        users.forEach(user -> places.put(user.id(), new Place(user, Accounts.GLOBAL)));
        for (LocalAccount account : accounts) {
            account.users().forEach(user -> places.put(user.id(), new Place(user, account.name())));
        }
        return places;
    }

    /** The same, with another door for clients that speak NATS. */
    public LocalAccess withDoor(Door main) {
        return new LocalAccess(main, websocket, mqtt, leafCertificatesMapped, users, accounts, proxyRequired, callout);
    }

    /** The same, with another door for clients that come over WebSocket. */
    public LocalAccess withWebsocketDoor(Door overWebsocket) {
        return new LocalAccess(
                door, overWebsocket, mqtt, leafCertificatesMapped, users, accounts, proxyRequired, callout);
    }

    /** The same, with another door for MQTT clients. */
    public LocalAccess withMqttDoor(Door ofMqtt) {
        return new LocalAccess(
                door, websocket, ofMqtt, leafCertificatesMapped, users, accounts, proxyRequired, callout);
    }

    /** The same, with or without leaf nodes known by their certificates. */
    public LocalAccess withLeafCertificatesMapped(boolean mapped) {
        return new LocalAccess(door, websocket, mqtt, mapped, users, accounts, proxyRequired, callout);
    }

    /** What is asked of those who come that way. */
    Door door(ConnectionType type) {
        Door own = switch (type) {
            case WEBSOCKET -> websocket;
            case MQTT, MQTT_WS -> mqtt;
            default -> door.withCertificatesMapped(isLeaf(type) ? leafCertificatesMapped : door.certificatesMapped());
        };
        return own.overrides() ? own : door.withCertificatesMapped(own.certificatesMapped());
    }

    private static boolean isLeaf(ConnectionType type) {
        return type == ConnectionType.LEAFNODE || type == ConnectionType.LEAFNODE_WS;
    }

    /** Whether a certificate can stand for this user somewhere, so that a missing password is no invitation. */
    boolean isCertificateUser(LocalUser user) {
        return door.certificatesMapped() && user.allows(ConnectionType.STANDARD)
                || websocket.certificatesMapped() && user.allows(ConnectionType.WEBSOCKET)
                || mqtt.certificatesMapped()
                        && (user.allows(ConnectionType.MQTT) || user.allows(ConnectionType.MQTT_WS))
                || leafCertificatesMapped
                        && (user.allows(ConnectionType.LEAFNODE) || user.allows(ConnectionType.LEAFNODE_WS));
    }

    /** Whether a plain password stands in the configuration. */
    public boolean hasPlainSecrets() {
        return !door.password().isEmpty() && !door.password().isHashed()
                || places().values().stream()
                        .map(Place::user)
                        .filter(user -> !door.noAuthUserHidden() || !user.id().equals(door.noAuthUser()))
                        .anyMatch(user -> user.nkey() == null
                                && !user.password().isHashed()
                                && !(user.password().isEmpty() && isCertificateUser(user)));
    }

    /** Whether some password or token is a hash. */
    public boolean hasHashedSecrets() {
        Secret token = door.token();
        return door.password().isHashed()
                || (token != null && token.isHashed())
                || places().values().stream()
                        .anyMatch(place -> place.user().password().isHashed());
    }

    /** What is wrong with it as a whole; null when nothing is. */
    public @Nullable String problem() {
        Map<String, Place> places = places();
        for (Door each : List.of(door, websocket, mqtt)) {
            String name = each.noAuthUser();
            if (name != null && places.isEmpty()) {
                return "no_auth_user: \"" + name + "\" present, but users/nkeys are not defined";
            }
            if (name != null && !places.containsKey(name)) {
                return "no_auth_user: \"" + name
                        + "\" not present as user or nkey in authorization block or account configuration";
            }
        }
        return null;
    }

    /**
     * The same, where it names a system account with users and nothing else: clients who show nothing are served in the
     * global account then, so that adding a system user locks out nobody. Source: nats-server server/server.go.
     */
    public LocalAccess openBesideSystemUsers(boolean authorizationDefined, @Nullable String systemAccount) {
        String system = systemAccount == null ? Accounts.DEFAULT_SYSTEM : systemAccount;
        boolean onlySystem = !accounts.isEmpty()
                && accounts.stream().allMatch(each -> each.name().equals(system));
        if (authorizationDefined || !onlySystem || door.noAuthUser() != null || places().isEmpty()) {
            return this;
        }
        String name = "nats-nobody";
        LocalUser nobody = LocalUser.named(name, new Secret("nobody"));
        return new LocalAccess(
                door.withNoAuthUser(name, true),
                websocket,
                mqtt,
                leafCertificatesMapped,
                List.of(nobody),
                accounts,
                proxyRequired,
                callout);
    }
}
