package io.vagus.account.callout;

import io.vagus.account.Account;
import io.vagus.account.Authenticator.Allowed;
import io.vagus.account.Authenticator.Attempt;
import io.vagus.account.Authenticator.Denied;
import io.vagus.account.Authenticator.Verdict;
import io.vagus.account.ConnectionType;
import io.vagus.account.Permissions;
import io.vagus.account.TlsSession;
import io.vagus.account.UserIdentity;
import io.vagus.account.UserLimits;
import io.vagus.account.claims.ConnectTimes;
import io.vagus.account.claims.ConnectionTypes;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.identity.AuthorizationRequestClaims;
import io.vagus.identity.AuthorizationResponseClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.UserClaims;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectOptions;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks an authentication service whether somebody may come in, and as whom. Each question carries a user key made for it,
 * which the answer has to name, so that no answer serves twice. Safe for use by any thread. Source: ADR-26, nats-server
 * server/auth_callout.go.
 */
public final class AuthCallout {
    /** Where the service listens, in its account. */
    public static final String SUBJECT = "$SYS.REQ.USER.AUTH";

    private static final String JWT_START = "eyJ";

    private final CalloutServer server;
    private final CalloutChannel channel;
    private final Executor executor;
    private final Clock clock;
    private final Log log;

    /** @param executor where tokens are signed and verified */
    public AuthCallout(CalloutServer server, CalloutChannel channel, Executor executor, Clock clock, Log log) {
        this.server = server;
        this.channel = channel;
        this.executor = executor;
        this.clock = clock;
        this.log = log;
    }

    /**
     * What is asked.
     *
     * @param account in which the service listens
     * @param subject whom the request is for: the account's key, or the key of the service's issuer
     * @param xkey the curve key the request is sealed for; null sends it in clear
     * @param known as whom the client was recognised before it is asked about
     * @param jwt the user's JWT, where one was taken from another field of CONNECT
     * @param proxyRequired whether that user has to come through a trusted proxy
     * @param trustedProxy whether it did
     */
    public record Question(
            Attempt attempt,
            Account account,
            String subject,
            @Nullable String xkey,
            UserIdentity known,
            @Nullable String jwt,
            boolean proxyRequired,
            boolean trustedProxy) {}

    /** What depends on who rules the accounts: the configuration, or an operator. */
    public interface Rules {
        /** Why an answer in clear, signed like that, does not count; null when it does. */
        @Nullable
        String signerProblem(AuthorizationResponseClaims answer);

        /**
         * Where a user that the service vouches for belongs.
         *
         * @throws IdentityException when it does not belong anywhere
         */
        Place place(UserClaims user);
    }

    /**
     * A user's place.
     *
     * @param limits those of the user's JWT or of the scope that signed it
     * @param permissions the user's own, or the account's default ones
     * @param issuerKey the key that connz shows
     */
    public record Place(
            Account account, io.vagus.identity.UserLimits limits, Permissions permissions, String issuerKey) {}

    private String xkey() {
        return server.xkey().publicKey().toString();
    }

    /** Asks; completes when the service answered, or did not in time. */
    public CompletionStage<Verdict> ask(Question question, Rules rules) {
        return CompletableFuture.supplyAsync(() -> NkeyPair.generate(KeyKind.USER, server.random()), executor)
                .thenCompose(user -> ask(question, rules, user.publicKey().toString()))
                .exceptionally(failure -> failed(question, failure));
    }

    private CompletionStage<Verdict> ask(Question question, Rules rules, String userKey) {
        byte[] request = request(question, userKey).getBytes(StandardCharsets.US_ASCII);
        String xkey = question.xkey();
        byte[] headers = null;
        if (xkey != null) {
            request = server.xkey().seal(request, xkey, server.random());
            headers = ("NATS/1.0\r\nNats-Server-Xkey: " + xkey() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        }
        return channel.ask(question.account(), SUBJECT, headers, request, server.timeout())
                .thenApplyAsync(answer -> judge(question, rules, userKey, answer), executor);
    }

    private Verdict failed(Question question, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            log.debug(() -> "Authorization callout response not received in time on account \""
                    + question.account().name() + "\"");
            return Denied.violation("no answer from the authentication service").telling(question.account(), "");
        }
        return denied(question, String.valueOf(cause.getMessage()));
    }

    private Denied denied(Question question, String problem) {
        return denied(question, ClosedReason.AUTHENTICATION_VIOLATION, problem);
    }

    private Denied denied(Question question, ClosedReason reason, String problem) {
        String text = problem.isEmpty() ? problem : Character.toUpperCase(problem.charAt(0)) + problem.substring(1);
        log.warn(text);
        return Denied.violation(reason, text).telling(question.account(), text);
    }

    // --- the question ------------------------------------------------------------------------------------------

    private String request(Question question, String userKey) {
        Attempt attempt = question.attempt();
        AuthorizationRequestClaims.Builder request = AuthorizationRequestClaims.builder(question.subject())
                .userKey(userKey)
                .server(server.description(question.xkey() != null))
                .client(client(attempt, question.known()))
                .connect(connect(attempt.connect(), question.jwt()))
                .expires(clock.now().plus(server.timeout()));
        TlsSession tls = attempt.peer().tls();
        if (tls != null) {
            request.tls(tls(tls));
        }
        return Jwt.encode(request.build(), server.key(), clock.now());
    }

    private static AuthorizationRequestClaims.Client client(Attempt attempt, UserIdentity known) {
        ConnectionType type = attempt.peer().type();
        boolean leaf = type == ConnectionType.LEAFNODE || type == ConnectionType.LEAFNODE_WS;
        return new AuthorizationRequestClaims.Client(
                attempt.peer().host(),
                attempt.peer().connectionId(),
                known.authorizedUser(),
                attempt.connect().name(),
                known.tags(),
                known.nameTag(),
                leaf ? "Leafnode" : "Client",
                switch (type) {
                    case WEBSOCKET -> "websocket";
                    case MQTT, MQTT_WS -> "mqtt";
                    case LEAFNODE, LEAFNODE_WS -> "";
                    default -> "nats";
                },
                null,
                attempt.connect().signature() == null ? null : attempt.nonce());
    }

    private static AuthorizationRequestClaims.Connect connect(ConnectOptions connect, @Nullable String jwt) {
        return new AuthorizationRequestClaims.Connect(
                jwt,
                connect.nkey(),
                connect.signature(),
                connect.token(),
                connect.user(),
                connect.password(),
                connect.name(),
                connect.lang(),
                connect.version(),
                connect.protocol());
    }

    private static AuthorizationRequestClaims.Tls tls(TlsSession tls) {
        List<X509Certificate> verified = tls.chain().get();
        return new AuthorizationRequestClaims.Tls(
                tls.version(),
                tls.cipherSuite(),
                verified.isEmpty() ? encoded(tls.certificates()) : List.of(),
                verified.isEmpty() ? List.of() : List.of(encoded(verified)));
    }

    private static List<String> encoded(List<X509Certificate> certificates) {
        List<String> encoded = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            try {
                encoded.add("-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException malformed) {
                throw new IdentityException("a certificate cannot be encoded");
            }
        }
        return encoded;
    }

    // --- the answer --------------------------------------------------------------------------------------------

    private Verdict judge(Question question, Rules rules, String userKey, byte[] answer) {
        String account = question.account().name();
        try {
            UserClaims user = user(question, rules, userKey, answer);
            if ((question.proxyRequired() || user.limits().proxyRequired()) && !question.trustedProxy()) {
                return proxyRequired(question);
            }
            List<String> problems = user.problems(clock.now());
            if (!problems.isEmpty()) {
                return denied(question, "Error validating user JWT: " + problems.getFirst());
            }
            if (!user.subject().equals(userKey)) {
                return denied(
                        question,
                        "Expected authorized user of \"" + userKey + "\" but got \"" + user.subject()
                                + "\" on account \"" + account + "\"");
            }
            Place place = rules.place(user);
            Instant expires = expiry(question, user, place.limits(), account);
            if (place.limits().proxyRequired() && !question.trustedProxy()) {
                return proxyRequired(question);
            }
            return new Allowed(
                    place.account(),
                    identity(question, user, place.issuerKey()),
                    permissions(place.permissions(), place.account().equals(question.account())),
                    UserLimits.NONE,
                    expires);
        } catch (IdentityException refused) {
            return denied(question, String.valueOf(refused.getMessage()));
        }
    }

    private Verdict proxyRequired(Question question) {
        return denied(question, ClosedReason.PROXY_REQUIRED, "proxy connection required");
    }

    private UserClaims user(Question question, Rules rules, String userKey, byte[] answer) {
        String account = question.account().name();
        if (answer.length == 0) {
            throw new IdentityException(
                    "auth callout violation: \"no reason supplied\" on account \"" + account + "\"");
        }
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        String xkey = question.xkey();
        boolean sealed = false;
        if (xkey != null && !text.startsWith(JWT_START)) {
            sealed = true;
            try {
                text = new String(server.xkey().open(answer, xkey), StandardCharsets.ISO_8859_1);
            } catch (IdentityException unreadable) {
                throw new IdentityException("error decrypting auth callout response on account \"" + account + "\": "
                        + unreadable.getMessage());
            }
        }
        AuthorizationResponseClaims response = Jwt.decode(text, AuthorizationResponseClaims.class);
        List<String> problems = response.problems(clock.now());
        if (!problems.isEmpty()) {
            throw new IdentityException("authorization response had validation errors: " + problems.getFirst());
        }
        if (!response.subject().equals(userKey)) {
            throw new IdentityException("auth callout violation: auth callout response is not for expected user");
        }
        if (!response.audience().equals(server.id())) {
            throw new IdentityException("auth callout violation: auth callout response is not for server");
        }
        String problem = sealed ? null : rules.signerProblem(response);
        if (problem != null) {
            throw new IdentityException(problem);
        }
        if (!response.error().isEmpty()) {
            throw new IdentityException("auth callout service returned an error: " + response.error());
        }
        return Jwt.decode(response.jwt(), UserClaims.class);
    }

    private @Nullable Instant expiry(
            Question question, UserClaims user, io.vagus.identity.UserLimits limits, String account) {
        Instant closing = null;
        if (!limits.times().isEmpty()) {
            closing = ConnectTimes.openUntil(limits.times(), limits.timeZone(), clock.now());
            if (closing == null) {
                throw new IdentityException(
                        "authorized user on account \"" + account + "\" outside of valid connect times");
            }
        }
        switch (ConnectionTypes.check(
                limits.connectionTypes(), question.attempt().peer().type())) {
            case UNKNOWN ->
                throw new IdentityException(
                        "authorized user on account \"" + account + "\" using invalid connection type");
            case REFUSED ->
                throw new IdentityException(
                        "authorized user on account \"" + account + "\" not allowed to use connection type");
            case ALLOWED -> {}
        }
        Instant expires = user.expires() == 0 ? null : Instant.ofEpochSecond(user.expires());
        return closing == null || expires != null && expires.isBefore(closing) ? expires : closing;
    }

    /** The service may name the user; else it is called as it called itself. */
    private static UserIdentity identity(Question question, UserClaims user, String issuerKey) {
        String shown = user.name().isEmpty()
                ? UserIdentity.claimed(question.attempt().connect()).authorizedUser()
                : user.name();
        return new UserIdentity(
                shown,
                user.subject(),
                issuerKey,
                user.issuedAt(),
                null,
                question.known().nameTag(),
                question.known().tags(),
                null);
    }

    /** In the service's account nobody may publish where the node asks. */
    public static Permissions permissions(Permissions permissions, boolean inServiceAccount) {
        if (!inServiceAccount || permissions.publish().deny().contains(SUBJECT)) {
            return permissions;
        }
        List<String> deny = new ArrayList<>(permissions.publish().deny());
        deny.add(SUBJECT);
        return new Permissions(
                new Permissions.Rules(permissions.publish().allow(), deny),
                permissions.subscribe(),
                permissions.responses());
    }
}
