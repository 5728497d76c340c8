package io.vagus.controlplane.jetstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages in the order of their sequences; {@code nextSequence} is where the next page starts, absent at the end. */
public record MessagePage(
        List<StoredMessage> messages, @Nullable Long nextSequence) {}
