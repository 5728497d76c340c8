package io.vagus.controlplane.provisioning;

import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Ends a delivery where a test says, as the end of the process would: nothing after that step happens, and nobody is told. */
@Mock
@ApplicationScoped
public class KillingSteps extends Steps {

    /** What ends the delivery; no part of the service catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed by a test", null, false, false);
        }
    }

    private final Map<String, Step> plans = new ConcurrentHashMap<>();

    /** The names of all steps, for tests elsewhere. */
    public static Step[] all() {
        return Step.values();
    }

    /** The next delivery of the account ends after that step. */
    public void killAt(String accountKey, String step) {
        plans.put(accountKey, Step.valueOf(step));
    }

    /** Whether no killing is outstanding. */
    public boolean killed(String accountKey) {
        return !plans.containsKey(accountKey);
    }

    @Override
    void reached(Step step, String accountKey) {
        if (plans.remove(accountKey, step)) {
            throw new Killed();
        }
    }
}
