package io.vagus.launcher;

import java.util.HashMap;
import java.util.Map;

/**
 * The mail server, as the environment of {@code vagus up} names it: {@code VAGUS_SMTP_HOST}, {@code VAGUS_SMTP_PORT},
 * {@code VAGUS_SMTP_FROM}, and {@code VAGUS_SMTP_USER} with {@code VAGUS_SMTP_PASSWORD}. With one, people verify their address
 * and recover their password by mail, and invitations are mailed. Without one nobody can, so every address is taken as it is given.
 */
final class Smtp {
    private static final String HOST = "VAGUS_SMTP_HOST";
    private static final String PORT = "VAGUS_SMTP_PORT";
    private static final String FROM = "VAGUS_SMTP_FROM";
    private static final String USER = "VAGUS_SMTP_USER";
    private static final String PASSWORD = "VAGUS_SMTP_PASSWORD";

    private final Map<String, String> environment;

    Smtp(Map<String, String> environment) {
        this.environment = environment;
    }

    boolean isThere() {
        return !host().isEmpty();
    }

    /** What the control plane needs to know. */
    Map<String, String> forControlPlane() {
        var settings = new HashMap<String, String>();
        settings.put("VAGUS_IDENTITY_TRUST_UNVERIFIED_EMAIL", String.valueOf(!isThere()));
        settings.put("VAGUS_MAIL_ENABLED", String.valueOf(isThere()));
        if (isThere()) {
            settings.put("QUARKUS_MAILER_HOST", host());
            settings.put("QUARKUS_MAILER_PORT", port());
            settings.put("QUARKUS_MAILER_FROM", from());
            if (environment.containsKey(USER)) {
                settings.put("QUARKUS_MAILER_USERNAME", environment.getOrDefault(USER, ""));
                settings.put("QUARKUS_MAILER_PASSWORD", environment.getOrDefault(PASSWORD, ""));
            }
        }
        return settings;
    }

    /** What Keycloak's realm needs to know. */
    Map<String, Object> forRealm() {
        if (!isThere()) {
            return Map.of("verifyEmail", false, "resetPasswordAllowed", false, "smtpServer", Map.of());
        }
        var server = new HashMap<String, String>();
        server.put("host", host());
        server.put("port", port());
        server.put("from", from());
        server.put("auth", String.valueOf(environment.containsKey(USER)));
        server.put("user", environment.getOrDefault(USER, ""));
        server.put("password", environment.getOrDefault(PASSWORD, ""));
        return Map.of("verifyEmail", true, "resetPasswordAllowed", true, "smtpServer", server);
    }

    private String host() {
        return environment.getOrDefault(HOST, "");
    }

    private String port() {
        return environment.getOrDefault(PORT, "25");
    }

    private String from() {
        return environment.getOrDefault(FROM, "noreply@" + host());
    }
}
