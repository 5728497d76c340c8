package io.vagus.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a client said of itself in its CONNECT line.
 *
 * @param verbose whether the server answers {@code +OK}; true when absent
 * @param pedantic whether publish subjects are checked; true when absent
 * @param echo whether the connection gets its own messages; true when absent
 * @param headers whether the client understands message headers
 * @param noResponders whether the client wants a 503 when nobody hears its request
 * @param protocol 0, or 1 for clients that understand later INFO lines
 * @param signature the nonce's signature as sent: base64, raw URL or standard alphabet
 * @param proxySignature the signature of a proxy in between over the same nonce: base64, raw URL alphabet
 * @param accountWanted whether the client names the account it wants, which no server grants any more
 */
public record ConnectOptions(
        boolean verbose,
        boolean pedantic,
        boolean echo,
        boolean headers,
        boolean noResponders,
        int protocol,
        @Nullable String user,
        @Nullable String password,
        @Nullable String token,
        @Nullable String jwt,
        @Nullable String nkey,
        @Nullable String signature,
        @Nullable String proxySignature,
        boolean accountWanted,
        @Nullable String name,
        @Nullable String lang,
        @Nullable String version) {

    /** What is kept of a token: that there was one. */
    public static final String REDACTED = "[REDACTED]";

    /** What holds for a client that has not spoken yet. */
    public static final ConnectOptions INITIAL = new ConnectOptions(
            true, true, true, false, false, 0, null, null, null, null, null, null, null, false, null, null, null);

    /** The same with these credentials where the client gave none. */
    public ConnectOptions orElse(
            @Nullable String otherJwt,
            @Nullable String otherUser,
            @Nullable String otherPassword,
            @Nullable String otherToken) {
        return new ConnectOptions(
                verbose,
                pedantic,
                echo,
                headers,
                noResponders,
                protocol,
                user == null ? otherUser : user,
                password == null ? otherPassword : password,
                token == null ? otherToken : token,
                jwt == null ? otherJwt : jwt,
                nkey,
                signature,
                proxySignature,
                accountWanted,
                name,
                lang,
                version);
    }

    /** The same without anything that proves who the client is: what is kept once it has been let in. */
    public ConnectOptions withoutSecrets() {
        return new ConnectOptions(
                verbose,
                pedantic,
                echo,
                headers,
                noResponders,
                protocol,
                user,
                null,
                token == null ? null : REDACTED,
                null,
                nkey,
                null,
                null,
                accountWanted,
                name,
                lang,
                version);
    }

    /** Leaves out every secret, so that an options record may stand in a log line. */
    @Override
    public String toString() {
        return "ConnectOptions[name=" + name + ", lang=" + lang + ", version=" + version + ", protocol=" + protocol
                + ", verbose=" + verbose + ", pedantic=" + pedantic + ", echo=" + echo + ", headers=" + headers
                + ", noResponders=" + noResponders + "]";
    }
}
