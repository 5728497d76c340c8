package io.vagus.billing.service.access;

import io.vagus.billing.service.platform.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The caller's token. It is passed on and hashed, never shown. */
final class BearerToken {

    static final int MAX_LENGTH = 8192;

    private static final Pattern HEADER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/=-]{1," + MAX_LENGTH + "})");

    private final String token;

    private BearerToken(String token) {
        this.token = token;
    }

    /** @throws ProblemException 401 when the header is absent or carries no bearer token */
    static BearerToken of(@Nullable String authorization) {
        Matcher matcher = HEADER.matcher(authorization == null ? "" : authorization);
        if (!matcher.matches()) {
            throw ProblemException.unauthorized();
        }
        return new BearerToken(matcher.group(1));
    }

    String header() {
        return "Bearer " + token;
    }

    String sha256() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    @Override
    public String toString() {
        return "BearerToken[hidden]";
    }
}
