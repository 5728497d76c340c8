package io.vagus.protocol;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What an INFO line says of the server to one client.
 *
 * @param headers whether messages may carry headers
 * @param clientIp the client's address; null when it is not told
 * @param tls what is said of TLS
 * @param jetStream whether it keeps streams
 * @param cluster the cluster it belongs to; null without one
 * @param domain its JetStream domain; null without one
 * @param nonce what the client may sign; null when no signature is asked for
 * @param remoteAccount with {@code connect_info}: the account the client is in; null in the first INFO
 * @param xkey the curve key for authentication services to seal their answers to; null where none may be asked
 * @param inSystemAccount whether that is the system account
 * @param lameDuck whether the server is about to go
 */
public record ServerInfo(
        String serverId,
        String serverName,
        String version,
        String host,
        int port,
        boolean headers,
        boolean authRequired,
        long maxPayload,
        boolean jetStream,
        @Nullable String cluster,
        @Nullable String domain,
        long clientId,
        @Nullable String clientIp,
        Tls tls,
        @Nullable String nonce,
        @Nullable String xkey,
        @Nullable String remoteAccount,
        boolean inSystemAccount,
        boolean lameDuck) {

    /**
     * What is said of TLS.
     *
     * @param required whether the client has to speak it
     * @param available whether the client may speak it
     * @param verify whether the client has to show a certificate
     */
    public record Tls(boolean required, boolean available, boolean verify) {
        public static final Tls NONE = new Tls(false, false, false);
    }

    /** The level of the JetStream API, told whether or not it is served. */
    private static final int JETSTREAM_API_LEVEL = 5;

    private static final String RUNTIME = "java" + Runtime.version().feature();

    /** The whole line, with CRLF. */
    public byte[] line() {
        StringBuilder json = new StringBuilder(320);
        json.append("INFO {");
        text(json, "server_id", serverId);
        text(json, "server_name", serverName);
        text(json, "version", version);
        raw(json, "proto", "1");
        text(json, "go", RUNTIME);
        text(json, "host", host);
        raw(json, "port", Integer.toString(port));
        raw(json, "headers", Boolean.toString(headers));
        flag(json, "auth_required", authRequired);
        flag(json, "tls_required", tls.required());
        flag(json, "tls_verify", tls.verify());
        flag(json, "tls_available", tls.available());
        raw(json, "max_payload", Long.toString(maxPayload));
        flag(json, "jetstream", jetStream);
        raw(json, "client_id", Long.toString(clientId));
        if (clientIp != null) {
            text(json, "client_ip", clientIp);
        }
        if (nonce != null) {
            text(json, "nonce", nonce);
        }
        if (cluster != null) {
            text(json, "cluster", cluster);
        }
        flag(json, "ldm", lameDuck);
        if (domain != null) {
            text(json, "domain", domain);
        }
        if (remoteAccount != null) {
            flag(json, "connect_info", true);
            text(json, "remote_account", remoteAccount);
            flag(json, "acc_is_sys", inSystemAccount);
        }
        raw(json, "api_lvl", Integer.toString(JETSTREAM_API_LEVEL));
        if (xkey != null) {
            text(json, "xkey", xkey);
        }
        json.setCharAt(json.length() - 1, '}');
        json.append(" \r\n");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void text(StringBuilder json, String name, String value) {
        json.append('"').append(name).append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, json);
        json.append("\",");
    }

    private static void raw(StringBuilder json, String name, String value) {
        json.append('"').append(name).append("\":").append(value).append(',');
    }

    private static void flag(StringBuilder json, String name, boolean set) {
        if (set) {
            raw(json, name, "true");
        }
    }
}
