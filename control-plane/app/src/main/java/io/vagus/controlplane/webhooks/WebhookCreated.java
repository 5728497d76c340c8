package io.vagus.controlplane.webhooks;

import io.vagus.controlplane.platform.Tagged;
import org.jspecify.annotations.Nullable;

/** A webhook with its secret, for the only time. */
public record WebhookCreated(Webhook webhook, @Nullable String secret) implements Tagged {

    @Override
    public Object version() {
        return webhook.version();
    }

    public WebhookCreated withoutSecret() {
        return new WebhookCreated(webhook, null);
    }

    @Override
    public String toString() {
        return "WebhookCreated[" + webhook.id() + "]";
    }
}
