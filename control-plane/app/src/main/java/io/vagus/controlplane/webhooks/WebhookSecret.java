package io.vagus.controlplane.webhooks;

import io.vagus.controlplane.platform.Digests;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

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
        byte[] signed =
                Digests.hmacSha256(secret, (id + "." + epochSeconds + "." + body).getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(signed);
    }

    /** What binds the sealed secret to its webhook. */
    static byte[] context(UUID webhookId) {
        return ("webhook:" + webhookId).getBytes(StandardCharsets.US_ASCII);
    }
}
