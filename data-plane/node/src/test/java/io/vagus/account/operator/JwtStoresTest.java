package io.vagus.account.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.vagus.account.operator.JwtStore.DeleteMode;
import io.vagus.account.operator.JwtStore.JwtStoreException;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.transport.TestCertificates;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtStoresTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final NkeyPair OPERATOR = NkeyPair.generate(KeyKind.OPERATOR, RANDOM);

    /** Stands until it is moved. */
    private static final class HandClock implements Clock {
        private Instant now = Instant.ofEpochSecond(2_000_000_000L);

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Instant now() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    private final HandClock clock = new HandClock();

    private static String key() {
        return NkeyPair.generate(KeyKind.ACCOUNT, RANDOM).publicKey().toString();
    }

    private String jwt(String accountKey) {
        return new JwtIssuer(OPERATOR, clock::now)
                .issue(AccountClaims.builder(accountKey).build());
    }

    private String jwt(String accountKey, Instant expires) {
        return new JwtIssuer(OPERATOR, clock::now)
                .issue(AccountClaims.builder(accountKey).expires(expires).build());
    }

    @Test
    void aCacheGivesUpTheAccountThatWasUsedLongestAgo(@TempDir Path directory) {
        DirectoryJwtStore cache = DirectoryJwtStore.cache(directory, 2, Duration.ZERO, clock, Log.none());
        String old = key();
        String used = key();
        String next = key();
        cache.save(old, jwt(old));
        cache.save(used, jwt(used));
        cache.load(old);
        cache.save(next, jwt(next));

        assertThat(cache.accountKeys()).containsExactlyInAnyOrder(old, next);
        assertThat(cache.load(used)).isNull();
        assertThat(directory.resolve(used + ".jwt")).doesNotExist();
    }

    @Test
    void aCacheKeepsAnAccountAsLongAsSomebodyUsesIt(@TempDir Path directory) {
        DirectoryJwtStore cache = DirectoryJwtStore.cache(directory, 10, Duration.ofMinutes(10), clock, Log.none());
        String used = key();
        String unused = key();
        cache.save(used, jwt(used));
        cache.save(unused, jwt(unused));
        clock.pass(Duration.ofMinutes(6));
        cache.load(used);
        clock.pass(Duration.ofMinutes(5));

        cache.sweep();

        assertThat(cache.accountKeys()).containsExactly(used);
        assertThat(directory.resolve(unused + ".jwt")).doesNotExist();
    }

    @Test
    void aFullStoreRefusesOneAccountTooManyAndSweepsExpiredOnes(@TempDir Path directory) {
        DirectoryJwtStore full = DirectoryJwtStore.open(directory, 1, DeleteMode.REFUSED, clock, Log.none());
        String first = key();
        String second = key();
        full.save(first, jwt(first, clock.now().plusSeconds(60)));
        assertThatThrownBy(() -> full.save(second, jwt(second)))
                .isInstanceOf(JwtStoreException.class)
                .hasMessage("jwt store is full");

        clock.pass(Duration.ofSeconds(61));
        assertThat(full.accountKeys()).isEmpty();
        full.sweep();

        assertThat(full.save(second, jwt(second))).isTrue();
        assertThat(full.accountKeys()).containsExactly(second);
    }

    @Test
    void findsWhatOthersDidToItsDirectory(@TempDir Path directory) throws IOException {
        DirectoryJwtStore full = DirectoryJwtStore.open(directory, 0, DeleteMode.REFUSED, clock, Log.none());
        String gone = key();
        String changed = key();
        String added = key();
        full.save(gone, jwt(gone));
        full.save(changed, jwt(changed));
        byte[] before = full.hash();
        Files.delete(directory.resolve(gone + ".jwt"));
        clock.pass(Duration.ofSeconds(5));
        Files.writeString(directory.resolve(changed + ".jwt"), jwt(changed));
        Files.writeString(directory.resolve(added + ".jwt"), jwt(added));

        assertThat(full.reload()).containsExactlyInAnyOrder(changed, added);
        assertThat(full.accountKeys()).containsExactlyInAnyOrder(changed, added);
        assertThat(full.hash()).isNotEqualTo(before);
    }

    @Test
    void asksAWebServerForEachAccount() throws IOException {
        String known = key();
        String token = jwt(known);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwt/v1/accounts/", exchange -> {
            boolean allowed =
                    "Basic am9lOnNlY3JldA==".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            boolean found = allowed && exchange.getRequestURI().getPath().endsWith(known);
            byte[] body = (found ? token : "no").getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(found ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://joe:secret@127.0.0.1:" + server.getAddress().getPort() + "/jwt/v1/accounts";
            UrlJwtStore store = new UrlJwtStore(url, null);

            assertThat(store.load(known)).isEqualTo(token);
            assertThatThrownBy(() -> store.load(key()))
                    .isInstanceOf(JwtStoreException.class)
                    .hasMessageContaining("could not fetch <")
                    .hasMessageContaining("404")
                    .hasMessageNotContaining("secret");
            assertThatThrownBy(() -> store.save(known, token))
                    .hasMessage("store operation not supported for URL Resolver");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void asksAWebServerOverTlsAsConfigured() throws IOException {
        String token = jwt(key());
        TlsSettings shown = TestCertificates.settings(true, false, Duration.ZERO);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(TlsContext.load(shown, Runnable::run).sslContext()) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                        wanted.setNeedClientAuth(true);
                        parameters.setSSLParameters(wanted);
                    }
                });
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, token.length());
            exchange.getResponseBody().write(token.getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        try {
            String url = "https://localhost:" + server.getAddress().getPort();
            TlsSettings known = TestCertificates.settings(
                    List.of(TestCertificates.files("client")), false, Set.of(), 0, false, Duration.ZERO);
            TlsSettings nameless = TestCertificates.settings(List.of(), false, Set.of(), 0, false, Duration.ZERO);

            assertThat(new UrlJwtStore(url, sockets(known)).load("A")).isEqualTo(token);
            assertThatThrownBy(() -> new UrlJwtStore(url, sockets(nameless)).load("A"))
                    .isInstanceOf(JwtStoreException.class);
            assertThatThrownBy(() -> new UrlJwtStore(url, null).load("A"))
                    .isInstanceOf(JwtStoreException.class)
                    .hasMessageContaining("unable to find valid certification path");
        } finally {
            server.stop(0);
        }
    }

    private static SSLSocketFactory sockets(TlsSettings settings) throws IOException {
        return TlsContext.load(settings, Runnable::run).clientSockets();
    }
}
