package io.vagus.controlplane.jetstream;

import java.util.List;

/**
 * What a change of a stream would do, told before it is made.
 *
 * @param allowed whether each change is one that a stream takes after its creation
 */
public record StreamPreview(boolean allowed, List<FieldChange> changes) {

    /**
     * One member that would change.
     *
     * @param from what it is, as JSON
     * @param to what it would be, as JSON
     * @param reason why it is refused, or what comes of it; empty when there is nothing to say
     */
    public record FieldChange(String field, String from, String to, boolean allowed, String reason) {}
}
