package io.vagus.controlplane.provisioning;

import jakarta.enterprise.context.ApplicationScoped;

/** Is told how far a delivery got. Does nothing with it: it is the seam at which tests end the process. */
@ApplicationScoped
class Steps {

    /** What a delivery has behind it. */
    enum Step {
        /** The delivery is this process's for a while; that is committed. */
        CLAIMED,
        /** The token is made; nobody has it yet. */
        SIGNED,
        /** Every node has answered that it took the token. */
        PUSHED,
        /** Every node was asked what it works with. */
        VERIFIED,
        /** The outcome is written and committed. */
        RECORDED
    }

    void reached(Step step, String accountKey) {}
}
