package io.vagus.controlplane.mail;

import io.quarkus.mailer.reactive.ReactiveMailer;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Mail in plain text by the SMTP server of {@code quarkus.mailer.*}, when {@code vagus.mail.enabled} says that there is one. Without one nothing is sent, and whoever wants to
 * send finds another way to tell. A mail that cannot be delivered is logged without its content.
 */
@ApplicationScoped
public class Mail {

    private static final Logger LOG = Logger.getLogger(Mail.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Instance<ReactiveMailer> mailer;
    private final boolean configured;

    Mail(Instance<ReactiveMailer> mailer, @ConfigProperty(name = "vagus.mail.enabled") boolean configured) {
        this.mailer = mailer;
        this.configured = configured;
    }

    public boolean isConfigured() {
        return configured;
    }

    /** Sends once the unit of work is committed; does nothing without a server. */
    public void sendAfterCommit(UnitOfWork work, String to, String subject, String text) {
        if (configured) {
            work.afterCommit(() -> mailer.get()
                    .send(io.quarkus.mailer.Mail.withText(to, subject, text))
                    .subscribe()
                    .with(
                            sent -> LOG.debugf("Sent a mail: %s", subject),
                            failure -> LOG.warnf("A mail was not sent: %s", failure.getMessage())));
        }
    }

    /**
     * Sends now, and blocks until the server took it.
     *
     * @throws IOException when there is no server or it does not take the mail
     */
    public void send(String to, String subject, String text) throws IOException {
        if (!configured) {
            throw new IOException("this installation sends no mail");
        }
        try {
            mailer.get()
                    .send(io.quarkus.mailer.Mail.withText(to, subject, text))
                    .await()
                    .atMost(PATIENCE);
        } catch (RuntimeException e) {
            throw new IOException("the mail server did not take it", e);
        }
    }
}
