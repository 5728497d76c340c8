package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.account.sharing.ServiceImport;
import io.vagus.account.sharing.StreamImport;
import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Item;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code imports} of an account. Source: nats-server parseImportStreamOrService. */
final class ImportsReader {

    private final FieldReader fields;

    ImportsReader(FieldReader fields) {
        this.fields = fields;
    }

    /** What an account imports as it is written. */
    record Declared(List<StreamImport> streams, List<ServiceImport> services) {}

    Declared read(Item item) {
        if (!(item.value() instanceof Array all)) {
            throw new ConfigException(
                    item.position(),
                    "Imports should be an array, got " + item.value().goType());
        }
        List<StreamImport> streams = new ArrayList<>();
        List<ServiceImport> services = new ArrayList<>();
        for (Item each : all.items()) {
            fields.attempt(() -> {
                if (!(each.value() instanceof Block block)) {
                    throw new ConfigException(
                            each.position(),
                            "Import Items should be a map with type entry, got "
                                    + each.value().goType());
                }
                ImportFields read = new ImportFields();
                fields.fields(block, read::field);
                read.add(streams, services, each.position());
            });
        }
        return new Declared(streams, services);
    }

    private record Source(String account, String subject) {}

    /** The fields of one import, in the order of the file. */
    private final class ImportFields {
        private @Nullable Source stream;
        private @Nullable Source service;
        private String prefix = "";
        private String to = "";
        private boolean share;
        private boolean allowTrace;
        private @Nullable Position traceAt;

        boolean field(String key, Item item) {
            switch (key) {
                case "stream" -> {
                    if (service != null) {
                        throw new ConfigException(item.position(), "Detected stream but already saw a service");
                    }
                    stream = source(item, "Stream");
                }
                case "service" -> {
                    if (stream != null) {
                        throw new ConfigException(item.position(), "Detected service but already saw a stream");
                    }
                    Position trace = traceAt;
                    if (trace != null) {
                        throw new ConfigException(trace, "Detected allow_trace directive on a non-stream");
                    }
                    service = source(item, "Service");
                }
                case "prefix" -> prefix = text(item);
                case "to" -> {
                    to = text(item);
                    if (stream != null && !prefix.isEmpty()) {
                        throw new ConfigException(
                                item.position(), "Stream import can not have a 'prefix' and a 'to' property");
                    }
                }
                case "share" -> share = bool(item);
                case "allow_trace" -> {
                    if (service != null) {
                        throw new ConfigException(item.position(), "Detected allow_trace directive on a non-stream");
                    }
                    traceAt = item.position();
                    allowTrace = bool(item);
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        private Source source(Item item, String what) {
            if (!(item.value() instanceof Block block)) {
                throw new ConfigException(
                        item.position(),
                        what + " entry should be an account map, got "
                                + item.value().goType());
            }
            String[] read = {"", ""};
            fields.fields(block, (key, value) -> {
                switch (key) {
                    case "account" -> read[0] = text(value);
                    case "subject" -> read[1] = text(value);
                    default -> {
                        return false;
                    }
                }
                return true;
            });
            if (read[0].isEmpty() || read[1].isEmpty()) {
                throw new ConfigException(item.position(), "Expect an account name and a subject");
            }
            return new Source(read[0], read[1]);
        }

        void add(List<StreamImport> streams, List<ServiceImport> services, Position at) {
            Source from = stream;
            if (from != null) {
                streams.add(new StreamImport(
                        from.account(), from.subject(), prefix.isEmpty() ? to : "", prefix, allowTrace, null));
            }
            Source asked = service;
            if (asked != null) {
                ServiceImport declared = new ServiceImport(asked.account(), asked.subject(), to, share, null);
                String local = to.isEmpty() ? asked.subject() : to;
                for (ServiceImport each : services) {
                    String taken = each.local().isEmpty() ? each.subject() : each.local();
                    if (taken.equals(local) && each.exporter().equals(asked.account())) {
                        throw new ConfigException(
                                at,
                                "Duplicate service import subject \"" + local
                                        + "\", previously used in import for account \"" + each.exporter()
                                        + "\", subject \"" + each.subject() + "\"");
                    }
                }
                services.add(declared);
            }
        }
    }
}
