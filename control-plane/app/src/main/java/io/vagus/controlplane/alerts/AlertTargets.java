package io.vagus.controlplane.alerts;

import io.vagus.controlplane.alerts.AlertChannel.ChannelKind;
import io.vagus.controlplane.mail.Mail;
import io.vagus.controlplane.platform.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Where notices may go. Webhooks reach nothing inside the network that we stand in, unless the installation says so. */
@ApplicationScoped
class AlertTargets {

    private static final Pattern SUBJECT =
            Pattern.compile("[^\\s.*>$\\x00-\\x20\\x7f][^\\s.*>\\x00-\\x20\\x7f]*(\\.[^\\s.*>\\x00-\\x20\\x7f]+)*");
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@<>,;\\x00-\\x20\\x7f]{1,64}@[^\\s@<>,;\\x00-\\x20\\x7f]{1,189}");

    private final boolean privateAllowed;
    private final Mail mail;

    AlertTargets(@ConfigProperty(name = "vagus.alerts.private-webhooks") boolean privateAllowed, Mail mail) {
        this.privateAllowed = privateAllowed;
        this.mail = mail;
    }

    void require(ChannelKind kind, String target) {
        String wrong = switch (kind) {
            case EMAIL ->
                !EMAIL.matcher(target).matches()
                        ? "is not an e-mail address"
                        : mail.isConfigured() ? null : "cannot be told by e-mail: this installation sends none";
            case NATS -> SUBJECT.matcher(target).matches() ? null : "is not a subject to publish to";
            case WEBHOOK -> webhook(target);
        };
        if (wrong != null) {
            throw ProblemException.invalid("target", wrong);
        }
    }

    private @Nullable String webhook(String target) {
        try {
            URI uri = URI.create(target);
            boolean scheme = "https".equals(uri.getScheme()) || privateAllowed && "http".equals(uri.getScheme());
            return scheme && uri.getHost() != null && uri.getUserInfo() == null ? null : "must be an https address";
        } catch (IllegalArgumentException e) {
            return "is not an address";
        }
    }

    /** Whether webhooks may reach addresses inside the network. */
    boolean insideAllowed() {
        return privateAllowed;
    }
}
