package io.vagus.controlplane.provisioning;

import io.vagus.controlplane.accounts.NodeResult;
import java.util.List;

/** How a push ended. */
sealed interface Delivered {

    /** What each server that was asked made of it. */
    List<NodeResult> nodes();

    /** Every known server has it and says so. */
    record Everywhere(List<NodeResult> nodes) implements Delivered {}

    /** There is no server to give it to. */
    record Unreachable() implements Delivered {
        @Override
        public List<NodeResult> nodes() {
            return List.of();
        }
    }

    /** At least one server does not have it. */
    record Failed(String reason, List<NodeResult> nodes) implements Delivered {}
}
