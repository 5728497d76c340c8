package io.vagus.controlplane.audit;

import java.util.UUID;

/** What is done to which thing, as the audit log words it: {@code account.create} on {@code account:<id>}. */
public record Action(String name, String target) {

    public static Action of(String name, String kind, UUID id) {
        return new Action(name, kind + ":" + id);
    }
}
