package io.vagus.controlplane.alerts;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;

/** E-mail through the mail server of the installation. */
@ApplicationScoped
class ServiceMail implements AlertMail {

    private final Instance<Mailer> mailer;

    ServiceMail(Instance<Mailer> mailer) {
        this.mailer = mailer;
    }

    @Override
    public void send(String to, String subject, String body) throws IOException {
        try {
            mailer.get().send(Mail.withText(to, "[Vagus] " + subject.replaceAll("[\\r\\n]+", " "), body));
        } catch (RuntimeException e) {
            throw new IOException("the mail server did not take it", e);
        }
    }
}
