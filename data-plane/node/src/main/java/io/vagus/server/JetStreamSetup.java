package io.vagus.server;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.StreamAllowance;
import io.vagus.account.local.Secret;
import io.vagus.account.operator.JwtStore;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Randomness;
import io.vagus.jetstream.ApiLevel;
import io.vagus.jetstream.JetStream;
import io.vagus.jetstream.JetStreamMonitor;
import io.vagus.jetstream.JetStreamSettings;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.consumer.ConsumerSettings;
import io.vagus.jetstream.consumer.Consumers;
import io.vagus.jetstream.monitor.JetStreamView;
import io.vagus.server.config.NodeConfig;
import io.vagus.storage.FileStorage;
import io.vagus.storage.LocalFileSystem;
import io.vagus.storage.Storage;
import io.vagus.storage.StoreCipher;
import io.vagus.storage.StoreEncryption;
import io.vagus.transport.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts JetStream as the configuration says. Loaded only where it is enabled. */
final class JetStreamSetup {
    private static final String DIRECTORY = "jetstream";
    private static final long UNKNOWN_MEMORY = 256L * 1024 * 1024;
    private static final long UNKNOWN_STORE = 1L << 40;

    private JetStreamSetup() {}

    /** A running JetStream and how monitoring sees it. */
    record Started(JetStream service, JetStreamView view) {}

    static Started start(
            NodeConfig config,
            Node node,
            Accounts accounts,
            @Nullable OperatorAccounts operator,
            Clock clock,
            Randomness randomness,
            Log log)
            throws IOException {
        JetStreamSettings settings = config.jetStream();
        Path directory = directory(settings, log);
        Files.createDirectories(directory);
        long maxMemory = settings.maxMemoryBytes() >= 0 ? settings.maxMemoryBytes() : memory();
        long maxStore = settings.maxStoreBytes() >= 0 ? settings.maxStoreBytes() : store(directory);
        Storage storage = storage(settings, directory, randomness, log);
        JetStream.Host host = new JetStream.Host(
                node.identity().serverName(),
                node.identity().version(),
                () -> node.options().maxPayloadBytes(),
                accounts,
                node::internalClient,
                clock,
                randomness,
                log);
        ConsumerSettings consumerSettings = new ConsumerSettings(
                node.identity().version(),
                ApiLevel.CURRENT,
                settings.strict(),
                settings.features().getOrDefault("js_ack_fc_v2", false));
        JetStream jetStream =
                new JetStream(settings, host, storage, maxMemory, maxStore, of -> new Consumers(of, consumerSettings));
        banner(settings, directory, maxMemory, maxStore, log);
        if (config.access().operator() == null
                && config.access().local().accounts().isEmpty()) {
            Account global = accounts.global();
            global.updateStreams(StreamAllowance.UNLIMITED);
        }
        ApiError excess = jetStream.start();
        if (excess != null && operator == null) {
            throw new IOException("Can't start JetStream: Error enabling jetstream on configured accounts: "
                    + excess.description() + " (" + excess.number() + ")");
        }
        if (operator != null) {
            recoverAccounts(jetStream.storedAccounts(), operator, log);
        }
        return new Started(jetStream, new JetStreamMonitor(jetStream, directory));
    }

    /**
     * Has the accounts that have streams: mirrors, sources, schedules and expiry go on though nobody of an account has logged in yet. A store that is far away is not
     * waited for; what it does not answer now comes when somebody logs in.
     */
    private static void recoverAccounts(List<String> stored, OperatorAccounts operator, Log log) {
        Runnable recovery = () -> {
            for (String account : stored) {
                if (operator.find(account) == null && !operator.takeFromStore(account)) {
                    log.warn("JetStream streams of account [" + account + "] rest: there is no valid JWT of it");
                }
            }
        };
        if (operator.store().kind() == JwtStore.Kind.REMOTE) {
            Thread.ofVirtual().name("vagus-stored-accounts").start(recovery);
        } else {
            recovery.run();
        }
    }

    private static Storage storage(JetStreamSettings settings, Path directory, Randomness randomness, Log log) {
        FileStorage.Settings sizes = FileStorage.Settings.usual();
        Duration interval = settings.syncInterval();
        if (interval != null) {
            sizes = new FileStorage.Settings(
                    sizes.segmentBytes(), sizes.checkpointBytes(), sizes.cacheBytes(), interval.toNanos());
        }
        return new FileStorage(
                new LocalFileSystem(directory),
                sizes,
                randomness,
                log,
                WorkThreads.syncs(),
                encryption(settings.encryption()));
    }

    private static @Nullable StoreEncryption encryption(JetStreamSettings.@Nullable Encryption configured) {
        if (configured == null) {
            return null;
        }
        Secret previous = configured.previousKey();
        return new StoreEncryption(
                configured.key().value(),
                previous == null ? null : previous.value(),
                configured.cipher() == JetStreamSettings.Cipher.AES
                        ? StoreCipher.AES_GCM
                        : StoreCipher.CHACHA20_POLY1305);
    }

    private static Path directory(JetStreamSettings settings, Log log) {
        Path configured = settings.storeDirectory();
        if (configured == null) {
            log.warn("Temporary storage directory used, data could be lost on system reboot");
            configured = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "nats");
        }
        return configured.resolve(DIRECTORY);
    }

    /** Three quarters of the machine's memory, or of what this process may have of it. */
    private static long memory() {
        long total = MachineMemory.totalBytes();
        return total <= 0 ? UNKNOWN_MEMORY : total / 4 * 3;
    }

    private static long store(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace() / 4 * 3;
        } catch (IOException unknown) {
            return UNKNOWN_STORE;
        }
    }

    private static void banner(JetStreamSettings settings, Path directory, long memory, long store, Log log) {
        log.info("Starting JetStream");
        log.info("---------------- JETSTREAM ----------------");
        log.info("  Strict:          " + settings.strict());
        log.info("  Max Memory:      " + size(memory));
        log.info("  Max Storage:     " + size(store));
        log.info("  Store Directory: \"" + directory + "\"");
        String domain = settings.domain();
        if (domain != null) {
            log.info("  Domain:          " + domain);
        }
        log.info("  API Level:       " + ApiLevel.CURRENT);
        log.info("-------------------------------------------");
    }

    /** As nats-server shows sizes. */
    static String size(long bytes) {
        String[] units = {"B", "KB", "MB", "GB", "TB", "PB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        if (unit == 0) {
            return bytes + " " + units[0];
        }
        // By hand: the first use of a Formatter takes a node that starts some milliseconds.
        long hundredths = Math.round(value * 100);
        long rest = hundredths % 100;
        return hundredths / 100 + (rest < 10 ? ".0" : ".") + rest + " " + units[unit];
    }
}
