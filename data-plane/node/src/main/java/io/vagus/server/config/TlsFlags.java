package io.vagus.server.config;

import io.vagus.transport.tls.TlsException;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.tls.TlsSettings.CertificateFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The flags of TLS on the client port. Any of them asks for TLS. */
final class TlsFlags {
    private TlsFlags() {}

    /** Whether the flags turn off what the configuration asks for. */
    static boolean turnOff(FlagSet flags) {
        return flags.has("tls") && !flags.isOn("tls", true);
    }

    /** What the flags ask for; null when there are none. Errors: {@link ConfigException}. */
    static @Nullable TlsSettings read(FlagSet flags, ConfigSources sources) {
        boolean verify = flags.isOn("tlsverify", false);
        String certificate = flags.text("tlscert");
        String key = flags.text("tlskey");
        String ca = flags.text("tlscacert");
        if (turnOff(flags)) {
            return null;
        }
        if (!verify && !flags.isOn("tls", false) && certificate == null && key == null && ca == null) {
            return null;
        }
        if (certificate == null) {
            throw new ConfigException(List.of("TLS Server certificate must be present and valid"));
        }
        if (key == null) {
            throw new ConfigException(List.of("TLS Server private key must be present and valid"));
        }
        TlsSettings settings = new TlsSettings(
                List.of(new CertificateFiles(Path.of(certificate), Path.of(key))),
                ca == null ? null : Path.of(ca),
                verify,
                false,
                false,
                List.of(),
                false,
                List.of(),
                TlsSettings.Version.TLS_1_2,
                TlsSettings.DEFAULT_TIMEOUT,
                0,
                Set.of(),
                false,
                Duration.ZERO,
                null);
        try {
            sources.requireCertificates(settings);
        } catch (TlsException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
        return settings;
    }
}
