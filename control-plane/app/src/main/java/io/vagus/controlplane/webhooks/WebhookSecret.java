package io.vagus.controlplane.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of a webhook and what it signs, as the specification Standard Webhooks has it: {@code whsec_} and 32 random bytes
 * in base64; HMAC-SHA256 over id, time and body with dots between.
 */
final class WebhookSecret {

    private static final String START = "whsec_";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private WebhookSecret() {}

    static byte[] generate() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static String text(byte[] secret) {
        return START + Base64.getEncoder().encodeToString(secret);
    }

    /** The value of {@code webhook-signature}. */
    static String signature(byte[] secret, String id, long epochSeconds, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] signed = mac.doFinal((id + "." + epochSeconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What binds the sealed secret to its webhook. */
    static byte[] context(UUID webhookId) {
        return ("webhook:" + webhookId).getBytes(StandardCharsets.US_ASCII);
    }
}
