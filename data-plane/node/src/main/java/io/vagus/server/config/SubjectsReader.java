package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.text;

import io.vagus.account.Accounts;
import io.vagus.account.TraceDestination;
import io.vagus.account.sharing.AccountSubjects;
import io.vagus.account.sharing.ExportAccess;
import io.vagus.account.sharing.ImportRules;
import io.vagus.account.sharing.ServiceExport;
import io.vagus.account.sharing.ServiceImport;
import io.vagus.account.sharing.Shares;
import io.vagus.account.sharing.StreamExport;
import io.vagus.account.sharing.StreamImport;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import io.vagus.subject.SubjectFilters;
import io.vagus.subject.SubjectMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is said about the subjects of accounts: mappings, imports, exports, tracing. What imports and exports mean for one
 * another shows when all accounts are known.
 */
final class SubjectsReader implements BlockReader {

    private static final int EVERY_MESSAGE = 100;

    private final FieldReader fields;
    private final MappingsReader mappings;
    private final ExportsReader exports;
    private final ImportsReader imports;
    private final Map<String, Declared> accounts = new LinkedHashMap<>();
    private @Nullable Position accountsAt;
    private boolean quiet;

    SubjectsReader(FieldReader fields) {
        this.fields = fields;
        this.mappings = new MappingsReader(fields, "");
        this.exports = new ExportsReader(fields);
        this.imports = new ImportsReader(fields);
    }

    /** One account's declarations so far. */
    private static final class Declared {
        private final List<SubjectMapping> mappings = new ArrayList<>();
        private final List<ExportsReader.Declared> exports = new ArrayList<>();
        private final List<StreamImport> streams = new ArrayList<>();
        private final List<ServiceImport> services = new ArrayList<>();
        private @Nullable TraceDestination trace;
    }

    @Override
    public boolean field(String key, Item item) {
        if (key.equals("mappings") || key.equals("maps")) {
            declared(Accounts.GLOBAL).mappings.addAll(mappings.read(item));
            return true;
        }
        return false;
    }

    /** Reads a field of an account's block when it is about subjects. */
    boolean accountField(String account, String key, Item item) {
        Declared declared = declared(account);
        switch (key) {
            case "mappings", "maps" -> declared.mappings.addAll(mappings.read(item));
            case "exports" -> declared.exports.addAll(exports.read(item));
            case "imports" -> {
                ImportsReader.Declared read = imports.read(item);
                declared.streams.addAll(read.streams());
                declared.services.addAll(read.services());
            }
            case "msg_trace", "trace_dest" -> declared.trace = trace(key, item);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** An account is there, and where the accounts' block stands. */
    void account(String name, Position block) {
        accountsAt = block;
        declared(name);
    }

    private Declared declared(String account) {
        return accounts.computeIfAbsent(account, absent -> new Declared());
    }

    /** What was read, once all fields were; reports what does not fit together. */
    Map<String, AccountSubjects> subjects() {
        // Where something was wrong before, nats-server does not come to exports and imports any more.
        quiet = fields.hasProblems();
        Map<String, AccountSubjects> read = new LinkedHashMap<>();
        // Nothing is timed here: activation tokens stand in no configuration.
        ImportRules rules = new ImportRules(() -> 0);
        accounts.forEach((name, declared) -> {
            Shares shares =
                    new Shares(streamExports(declared), serviceExports(declared), declared.streams, declared.services);
            rules.offer(name, shares);
            read.put(name, new AccountSubjects(shares, declared.mappings, declared.trace));
        });
        accounts.forEach((name, declared) -> declared.streams.forEach(
                each -> check("stream", each.exporter(), each.from(), () -> rules.take(name, each))));
        accounts.forEach((name, declared) -> declared.services.forEach(
                each -> check("service", each.exporter(), each.subject(), () -> rules.take(name, each))));
        return read;
    }

    private void check(
            String kind, String exporter, String subject, java.util.function.Supplier<@Nullable String> take) {
        if (!accounts.containsKey(exporter)) {
            report("\"" + exporter + "\" account not defined for " + kind + " import");
            return;
        }
        String problem = take.get();
        if (problem != null) {
            report("Error adding " + kind + " import \"" + subject + "\": " + problem);
        }
    }

    private void report(String problem) {
        Position at = accountsAt;
        if (at != null && !quiet) {
            fields.report(at, problem);
        }
    }

    private List<StreamExport> streamExports(Declared declared) {
        List<StreamExport> read = new ArrayList<>();
        for (ExportsReader.Declared each : declared.exports) {
            if (!each.service()) {
                ExportAccess access = access(each, "stream");
                String problem = ImportRules.problem(each.subject(), access);
                if (problem != null) {
                    report("Error adding stream export \"" + each.subject() + "\": " + problem);
                }
                read.add(new StreamExport(each.subject(), access));
            }
        }
        return read;
    }

    private List<ServiceExport> serviceExports(Declared declared) {
        List<ServiceExport> read = new ArrayList<>();
        for (ExportsReader.Declared each : declared.exports) {
            if (each.service()) {
                ExportAccess access = access(each, "service");
                String problem = ImportRules.problem(each.subject(), access);
                if (problem != null) {
                    report("Error adding service export \"" + each.subject() + "\": " + problem);
                }
                read.add(new ServiceExport(
                        each.subject(),
                        access,
                        each.responseType(),
                        each.threshold(),
                        each.latency(),
                        each.allowTrace()));
            }
        }
        for (ServiceExport each : read) {
            String problem = ImportRules.latencyProblem(each, read);
            if (problem != null && each.latency() != null) {
                report("Error adding service latency sampling for \"" + each.subject() + "\" on subject \""
                        + each.latency().subject() + "\": " + problem);
            }
        }
        return read;
    }

    private ExportAccess access(ExportsReader.Declared export, String kind) {
        List<String> names = export.accounts() == null ? List.of() : export.accounts();
        for (String name : names) {
            if (!accounts.containsKey(name)) {
                report("\"" + name + "\" account not defined for " + kind + " export");
            }
        }
        return new ExportAccess(Set.copyOf(names), false, export.accountTokenPosition(), Set.of(), Map.of());
    }

    private @Nullable TraceDestination trace(String key, Item item) {
        String[] subject = {""};
        int[] sampling = {0};
        if (item.value() instanceof Text) {
            subject[0] = destination(item);
        } else if (item.value() instanceof Block block) {
            for (Map.Entry<String, Item> pair : block.pairs().entrySet()) {
                switch (pair.getKey().toLowerCase(java.util.Locale.ROOT)) {
                    case "dest" -> {
                        if (!(pair.getValue().value() instanceof Text)) {
                            throw new ConfigException(
                                    pair.getValue().position(),
                                    "Field \"" + pair.getKey() + "\" should be a string, got "
                                            + pair.getValue().value().goType());
                        }
                        subject[0] = destination(pair.getValue());
                    }
                    case "sampling" -> sampling[0] = sampling(pair.getKey(), pair.getValue());
                    default ->
                        throw new ConfigException(
                                pair.getValue().position(),
                                "Unknown field \"" + pair.getKey() + "\" parsing account message trace map/struct \""
                                        + key + "\"");
                }
            }
        } else {
            throw new ConfigException(
                    item.position(),
                    "Expected account message trace \"" + key + "\" to be a string or a map/struct, got "
                            + item.value().goType());
        }
        if (subject[0].isEmpty()) {
            if (sampling[0] > 0) {
                fields.warn(item.position(), "Trace destination sampling ignored since no destination was set");
            }
            return null;
        }
        return new TraceDestination(subject[0], sampling[0] == 0 ? EVERY_MESSAGE : sampling[0]);
    }

    private static String destination(Item item) {
        String subject = text(item);
        if (!SubjectFilters.isLiteral(subject)) {
            throw new ConfigException(item.position(), "Trace destination \"" + subject + "\" is not valid");
        }
        return subject;
    }

    private static int sampling(String key, Item item) {
        long percent;
        if (item.value() instanceof Whole whole) {
            percent = whole.value();
        } else if (item.value() instanceof Text text) {
            try {
                percent = Percentage.parse(text.value());
            } catch (NumberFormatException e) {
                throw new ConfigException(
                        item.position(), "Invalid trace destination sampling value \"" + text.value() + "\"");
            }
        } else {
            throw new ConfigException(
                    item.position(),
                    "Trace destination sampling field \"" + key
                            + "\" should be an integer or a percentage, got "
                            + item.value().goType());
        }
        if (percent <= 0 || percent > EVERY_MESSAGE) {
            throw new ConfigException(
                    item.position(),
                    "Ttrace destination sampling value " + percent + " is invalid, needs to be [1..100]");
        }
        return (int) percent;
    }
}
