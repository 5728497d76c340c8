package io.vagus.controlplane.alerts;

import io.quarkus.test.junit.QuarkusMock;
import io.vagus.controlplane.mail.Mail;
import jakarta.enterprise.inject.spi.CDI;

/** An installation whose webhooks of alerts may reach the network it stands in, as its operator can say. */
public final class InsideWebhooks {

    private InsideWebhooks() {}

    /** For the test that runs. */
    public static void allow() {
        QuarkusMock.installMockForType(
                new AlertTargets(true, CDI.current().select(Mail.class).get()), AlertTargets.class);
    }
}
