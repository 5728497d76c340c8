package io.vagus.controlplane.keys;

import java.time.Instant;

/** A key that signs no more; what it signed counts until then. */
public record RetiringKey(String publicKey, Instant retiresAt) {}
