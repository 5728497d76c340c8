package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The envelope of claims: {@code header.payload.signature}, each base64url without padding, signed by the issuer's
 * nkey. Version 2 signs {@code header.payload}, version 1 (read only) the payload. A token that decodes is genuine;
 * whether its issuer is trusted is the caller's question. Source: nats-io/jwt v2.
 */
public final class Jwt {
    public static final int MAX_TOKEN_LENGTH = 1 << 20;

    private static final String ALGORITHM = "ed25519-nkey";
    private static final String ALGORITHM_V1 = "ed25519";
    private static final String HEADER =
            base64(("{\"typ\":\"JWT\",\"alg\":\"" + ALGORITHM + "\"}").getBytes(StandardCharsets.US_ASCII));

    private Jwt() {}

    /** Signs the claims; {@code iss}, {@code iat}, {@code jti} and the version are set here. */
    public static String encode(Claims claims, NkeyPair issuer, Instant issuedAt) {
        requireIssuer(claims.allowedIssuers(), issuer.publicKey().toString());
        ObjectNode json = claims.toJson();
        json.put("iss", issuer.publicKey().toString()).put("iat", issuedAt.getEpochSecond());
        json.remove("jti");
        if (json.get("nats") instanceof ObjectNode nats) {
            nats.put("version", Claims.VERSION);
        }
        json.put("jti", digest(Json.bytes(json)));
        String signed = HEADER + "." + base64(Json.bytes(json));
        byte[] signature = issuer.sign(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + base64(signature);
    }

    /**
     * Reads a token and verifies its signature.
     *
     * @throws IdentityException with nats-io/jwt's words where it has some
     */
    public static Claims decode(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            throw new IdentityException("token size " + token.length() + " exceeds maximum of " + MAX_TOKEN_LENGTH
                    + " bytes: token too large");
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            throw new IdentityException("expected 3 chunks");
        }
        boolean oldHeader = requireHeader(Json.parseObject(unbase64(token.substring(0, first))));
        String payload = token.substring(first + 1, second);
        Claims claims = Claims.of(Json.parseObject(unbase64(payload)));
        // Typed claims say their version; generic ones have none, there the header's algorithm tells.
        boolean old = claims instanceof GenericClaims ? oldHeader : claims.version() <= 1;
        byte[] signature = unbase64(token.substring(second + 1));
        if (!verifies(claims, old ? payload : token.substring(0, second), signature)) {
            throw new IdentityException("claim failed V" + (old ? 1 : 2) + " signature verification");
        }
        requireIssuer(claims.allowedIssuers(), claims.issuer());
        return claims;
    }

    /**
     * What a token says of itself, for bookkeeping: its signature is <em>not</em> looked at.
     *
     * @throws IdentityException when it is not readable
     */
    public static Claims peek(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (token.length() > MAX_TOKEN_LENGTH || first < 0 || second < 0) {
            throw new IdentityException("expected 3 chunks");
        }
        return new GenericClaims(Json.parseObject(unbase64(token.substring(first + 1, second))));
    }

    /** As {@link #decode(String)}, for claims of one type only. */
    public static <T extends Claims> T decode(String token, Class<T> type) {
        Claims claims = decode(token);
        if (!type.isInstance(claims)) {
            throw new IdentityException("not " + typeName(type) + " claim");
        }
        return type.cast(claims);
    }

    /** As {@link #decode(String)}, whatever the type of the claims says. */
    public static GenericClaims decodeGeneric(String token) {
        Claims claims = decode(token);
        return claims instanceof GenericClaims generic ? generic : new GenericClaims(claims.toJson());
    }

    private static boolean verifies(Claims claims, String signed, byte[] signature) {
        try {
            return Nkey.parse(claims.issuer()).verify(signed.getBytes(StandardCharsets.ISO_8859_1), signature);
        } catch (IdentityException noKey) {
            return false;
        }
    }

    /** True when the header names the algorithm of version 1. */
    private static boolean requireHeader(ObjectNode header) {
        String type = Json.string(header, "typ");
        if (!type.toUpperCase(Locale.ROOT).equals("JWT")) {
            throw new IdentityException("not supported type \"" + type + "\"");
        }
        String algorithm = Json.string(header, "alg");
        return switch (algorithm.toLowerCase(Locale.ROOT)) {
            case ALGORITHM -> false;
            case ALGORITHM_V1 -> true;
            default -> throw new IdentityException("unexpected \"" + algorithm + "\" algorithm");
        };
    }

    private static void requireIssuer(List<KeyKind> allowed, String issuer) {
        if (!allowed.isEmpty() && allowed.stream().noneMatch(kind -> Nkey.isValid(issuer, kind))) {
            throw new IdentityException("unable to validate expected prefixes - " + allowed);
        }
    }

    private static String typeName(Class<? extends Claims> type) {
        if (type == OperatorClaims.class) {
            return "operator";
        }
        if (type == AccountClaims.class) {
            return "account";
        }
        if (type == AuthorizationRequestClaims.class || type == AuthorizationResponseClaims.class) {
            return "an authorization request";
        }
        return type == UserClaims.class ? "user" : "generic";
    }

    /** Of the whole claims rather than of the standard ones alone, so that two different tokens never share an id. */
    private static String digest(byte[] claims) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512/256").digest(claims);
            return new String(Base32.encode(hash), StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-512/256", impossible);
        }
    }

    private static String base64(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    /** Line ends are passed over, as Go's decoder does: clients send the content of a file with its last line end. */
    private static byte[] unbase64(String text) {
        String line = text.replace("\n", "").replace("\r", "");
        if (line.endsWith("=")) {
            throw new IdentityException("illegal base64 data");
        }
        try {
            return Base64.getUrlDecoder().decode(line);
        } catch (IllegalArgumentException malformed) {
            throw new IdentityException("illegal base64 data");
        }
    }
}
