package io.vagus.controlplane.operator;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The files that nodes and billing start from. Written whole or not at all, and only when they are not there as they should be. */
@ApplicationScoped
class BootstrapFiles {

    private static final Logger LOG = Logger.getLogger(BootstrapFiles.class);

    private final Path folder;

    BootstrapFiles(@ConfigProperty(name = "vagus.bootstrap.dir") Path folder) {
        this.folder = folder;
    }

    void write(String operatorJwt, String systemAccountKey, String systemAccountJwt, byte[] billingCreds) {
        String operator = """
                operator: %s
                system_account: %s
                resolver_preload: {
                  %s: %s
                }
                """.formatted(operatorJwt, systemAccountKey, systemAccountKey, systemAccountJwt);
        try {
            Files.createDirectories(folder);
            put("operator.conf", operator.getBytes(StandardCharsets.US_ASCII));
            put("billing.creds", billingCreds);
        } catch (IOException e) {
            throw new UncheckedIOException("The bootstrap files cannot be written to " + folder, e);
        }
    }

    private void put(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Path draft = Files.createTempFile(
                folder,
                "." + name,
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            LOG.infof("Wrote %s", file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
