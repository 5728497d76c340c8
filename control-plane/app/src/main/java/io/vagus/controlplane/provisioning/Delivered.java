package io.vagus.controlplane.provisioning;

/** How a push ended. */
sealed interface Delivered {

    /** Every known server has it and says so. */
    record Everywhere() implements Delivered {}

    /** There is no server to give it to. */
    record Unreachable() implements Delivered {}

    /** At least one server does not have it. */
    record Failed(String reason) implements Delivered {}
}
