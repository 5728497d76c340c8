package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.address;
import static io.vagus.server.config.FieldReader.intOf;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.NodeConfig.Identity;
import io.vagus.server.config.NodeConfig.Monitoring;
import io.vagus.server.config.NodeConfig.ProcessPaths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the process is called, where it tells of itself, and the files it writes about itself. */
final class ServerReader implements BlockReader {
    private @Nullable String name;
    private final Set<String> tags = new LinkedHashSet<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private String monitoringHost = "";
    private int monitoringPort;
    private int secureMonitoringPort;
    private boolean noSystemAccount;
    private String basePath = "";
    private int profilingPort;
    private @Nullable Path pidFile;
    private @Nullable Path portsFileDirectory;

    @Override
    public boolean field(String key, Item item) {
        switch (key) {
            case "server_name" -> name = serverName(item);
            case "server_tags" -> readTags(item);
            case "server_metadata" ->
                FieldReader.block(item, "error parsing metadata: unsupported type ")
                        .pairs()
                        .forEach((each, value) -> metadata.put(each, text(value)));
            case "http" -> {
                HostPort address = address(item);
                monitoringHost = address.host();
                monitoringPort = address.port();
            }
            case "https" -> {
                HostPort address = address(item);
                monitoringHost = address.host();
                secureMonitoringPort = address.port();
            }
            case "http_port", "monitor_port" -> monitoringPort = intOf(item);
            case "https_port" -> secureMonitoringPort = intOf(item);
            case "no_system_account", "no_system", "no_sys_acc" -> noSystemAccount = FieldReader.bool(item);
            case "http_base_path" -> basePath = basePath(text(item));
            case "prof_port" -> profilingPort = intOf(item);
            // How often Go samples goroutines that wait: there is nothing of the kind to set here.
            case "prof_block_rate" -> intOf(item);
            // What interest matched is remembered by each event loop and never stale: there is nothing to switch off.
            case "disable_sublist_cache", "no_sublist_cache" -> FieldReader.bool(item);
            case "pidfile", "pid_file" -> pidFile = path(item);
            case "ports_file_dir" -> portsFileDirectory = path(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Path path(Item item) {
        return text(item).isEmpty() ? null : FieldReader.path(item);
    }

    private static @Nullable String serverName(Item item) {
        String name = text(item);
        if (name.indexOf(' ') >= 0) {
            throw new ConfigException(item.position(), "server name cannot contain spaces");
        }
        return name.isEmpty() ? null : name;
    }

    private void readTags(Item item) {
        if (item.value() instanceof Text tag) {
            addTag(tag.value());
        } else if (item.value() instanceof Array array) {
            for (Item each : array.items()) {
                if (!(each.value() instanceof Text text)) {
                    throw new ConfigException(
                            item.position(),
                            "error parsing tags: unsupported type *conf.token where string is expected");
                }
                addTag(text.value());
            }
        } else {
            throw new ConfigException(
                    item.position(),
                    "error parsing tags: unsupported type " + item.value().goType());
        }
    }

    private void addTag(String tag) {
        String normal = tag.strip().toLowerCase(Locale.ROOT);
        if (!normal.isEmpty()) {
            tags.add(normal);
        }
    }

    /** Empty for the root; else with one leading slash, no trailing one, and nothing that means no step. */
    static String basePath(String written) {
        List<String> steps = new ArrayList<>();
        for (String step : written.split("/")) {
            if (step.equals("..")) {
                if (!steps.isEmpty()) {
                    steps.removeLast();
                }
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.add(step);
            }
        }
        return steps.isEmpty() ? "" : "/" + String.join("/", steps);
    }

    Identity identity() {
        return new Identity(name, List.copyOf(tags), Map.copyOf(metadata));
    }

    Monitoring monitoring() {
        return new Monitoring(
                monitoringHost, monitoringPort, secureMonitoringPort, basePath, profilingPort, noSystemAccount, null);
    }

    ProcessPaths paths() {
        return new ProcessPaths(pidFile, portsFileDirectory);
    }
}
