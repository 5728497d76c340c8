package io.vagus.account.sharing;

import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectFilters;
import io.vagus.subject.SubjectTransform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which imports are possible: takes one after the other in, or says why not in nats-server's words. Owned by one thread.
 * Source: nats-server server/accounts.go.
 */
public final class ImportRules {

    private static final String INVALID_SUBJECT = "sublist: invalid subject";
    private static final String CYCLE = "import forms a cycle";
    private static final int MAX_DEPTH = 1024;

    private final LongSupplier nowSeconds;
    private final Map<String, Entry> accounts = new HashMap<>();

    /** An account with what was taken in so far. */
    private static final class Entry {
        private Shares shares = Shares.NONE;
        private final List<AcceptedStream> streams = new ArrayList<>();
        private final List<AcceptedService> services = new ArrayList<>();
    }

    /**
     * A stream import that holds.
     *
     * @param to the subject here as a pattern
     * @param transform from the subject there to the one here; null when they are the same or the subject is literal
     */
    record AcceptedStream(
            StreamImport declared, String to, @Nullable SubjectTransform transform) {}

    /**
     * A service import that holds.
     *
     * @param from the subject here as a pattern
     * @param to the subject there
     * @param transform from the subject here to the one there; null when that is the same or literal
     */
    record AcceptedService(
            ServiceImport declared,
            String from,
            String to,
            @Nullable SubjectTransform transform,
            @Nullable ServiceExport export) {}

    /** An import, or why there is none. */
    sealed interface Outcome<T> {
        record Accepted<T>(T value) implements Outcome<T> {}

        record Refused<T>(String reason) implements Outcome<T> {}
    }

    /**
     * Knows no account yet.
     *
     * @param nowSeconds the time in Unix seconds, by which activation tokens expire
     */
    public ImportRules(LongSupplier nowSeconds) {
        this.nowSeconds = nowSeconds;
    }

    /** Replaces what an account offers, and forgets what it had imported. */
    public void offer(String account, Shares shares) {
        Entry entry = accounts.computeIfAbsent(account, absent -> new Entry());
        entry.shares = shares;
        entry.streams.clear();
        entry.services.clear();
    }

    /** What is wrong with an export; null when nothing is. */
    public static @Nullable String problem(String subject, ExportAccess access) {
        int position = access.accountTokenPosition();
        boolean fits = position == 0
                || position <= SubjectFilters.tokenCount(subject)
                        && SubjectFilters.token(subject, position - 1).equals("*");
        return fits ? null : INVALID_SUBJECT;
    }

    /** What is wrong with the latency measurement of a service; null when nothing is. */
    public static @Nullable String latencyProblem(ServiceExport export, List<ServiceExport> all) {
        ServiceLatency latency = export.latency();
        if (latency == null) {
            return null;
        }
        if (!SubjectFilters.isLiteral(latency.subject())
                || all.stream().anyMatch(each -> SubjectFilters.isSubset(latency.subject(), each.subject()))) {
            return "invalid publish subject";
        }
        return export.responseType() == ResponseType.SINGLETON ? null : "bad service response type";
    }

    /** Takes a stream import in; the text says why not, or is null. */
    public @Nullable String take(String importer, StreamImport declared) {
        return accept(importer, declared) instanceof Outcome.Refused<?> refused ? refused.reason() : null;
    }

    /** Takes a service import in; the text says why not, or is null. */
    public @Nullable String take(String importer, ServiceImport declared) {
        return accept(importer, declared) instanceof Outcome.Refused<?> refused ? refused.reason() : null;
    }

    Outcome<AcceptedStream> accept(String importer, StreamImport declared) {
        String from = declared.from();
        if (!SubjectFilters.isValid(from) || !mayImportStream(importer, declared)) {
            return new Outcome.Refused<>("stream import not authorized");
        }
        String to = declared.to().isEmpty() ? from : declared.to();
        if (!declared.prefix().isEmpty()) {
            if (SubjectFilters.hasWildcard(declared.prefix())) {
                return new Outcome.Refused<>("stream import prefix can not contain wildcard tokens");
            }
            to = declared.prefix() + (declared.prefix().endsWith(".") ? "" : ".") + from;
        }
        String cycle = streamCycle(importer, declared.exporter(), to, from);
        if (cycle != null) {
            return new Outcome.Refused<>(cycle);
        }
        SubjectTransform transform = null;
        String local = to;
        if (SubjectFilters.hasWildcard(from) && !to.equals(from)) {
            try {
                transform = SubjectTransform.parseReversible(from, SubjectTransform.tokenized(to));
            } catch (InvalidTransformException e) {
                return new Outcome.Refused<>("failed to create mapping transform for stream import subject from \""
                        + from + "\" to \"" + to + "\": " + e.getMessage());
            }
            local = SubjectTransform.untokenized(to);
        }
        Entry entry = entry(importer);
        if (entry.streams.stream()
                .anyMatch(each -> each.declared().exporter().equals(declared.exporter())
                        && each.declared().from().equals(from))) {
            return new Outcome.Refused<>("stream import already exists");
        }
        AcceptedStream accepted = new AcceptedStream(declared, local, transform);
        entry.streams.add(accepted);
        return new Outcome.Accepted<>(accepted);
    }

    Outcome<AcceptedService> accept(String importer, ServiceImport declared) {
        String from = declared.from();
        String to = declared.subject();
        if (!SubjectFilters.isValid(from) || !SubjectFilters.isValid(to)) {
            return new Outcome.Refused<>(INVALID_SUBJECT);
        }
        if (!mayImportService(importer, declared)) {
            return new Outcome.Refused<>("service import not authorized");
        }
        String pattern = SubjectFilters.hasWildcard(to) ? SubjectTransform.untokenized(from) : from;
        String cycle = serviceCycle(declared.exporter(), pattern, new HashSet<>(Set.of(importer)));
        if (cycle != null) {
            return new Outcome.Refused<>(cycle);
        }
        Entry entry = entry(importer);
        for (AcceptedService each : entry.services) {
            if (each.from().equals(from) && each.declared().exporter().equals(declared.exporter())) {
                return new Outcome.Refused<>("duplicate service import subject \"" + from
                        + "\", previously used in import for account \"" + declared.exporter() + "\", subject \""
                        + each.to() + "\"");
            }
        }
        SubjectTransform transform = null;
        if (SubjectFilters.hasWildcard(to) && !to.equals(from)) {
            try {
                transform = SubjectTransform.parseReversible(to, SubjectTransform.tokenized(from))
                        .reversed();
            } catch (InvalidTransformException e) {
                return new Outcome.Refused<>("failed to create mapping transform for service import subject from \""
                        + from + "\" to \"" + to + "\": " + e.getMessage());
            }
        } else {
            pattern = from;
        }
        AcceptedService accepted =
                new AcceptedService(declared, pattern, to, transform, export(declared.exporter(), to));
        entry.services.add(accepted);
        return new Outcome.Accepted<>(accepted);
    }

    private Entry entry(String account) {
        return accounts.computeIfAbsent(account, absent -> new Entry());
    }

    private @Nullable ServiceExport export(String account, String subject) {
        ServiceExport wider = null;
        for (ServiceExport each : entry(account).shares.serviceExports()) {
            if (each.subject().equals(subject)) {
                return each;
            }
            if (wider == null && SubjectFilters.isSubset(subject, each.subject())) {
                wider = each;
            }
        }
        return wider;
    }

    private boolean mayImportService(String importer, ServiceImport declared) {
        ServiceExport export = export(declared.exporter(), declared.subject());
        return export != null
                && mayImport(
                        export.access(),
                        export.subject(),
                        importer,
                        declared.exporter(),
                        declared.subject(),
                        declared.activation());
    }

    private boolean mayImportStream(String importer, StreamImport declared) {
        StreamExport wider = null;
        for (StreamExport each : entry(declared.exporter()).shares.streamExports()) {
            if (each.subject().equals(declared.from())) {
                wider = each;
                break;
            }
            if (wider == null && SubjectFilters.isSubset(declared.from(), each.subject())) {
                wider = each;
            }
        }
        return wider != null
                && mayImport(
                        wider.access(),
                        wider.subject(),
                        importer,
                        declared.exporter(),
                        declared.from(),
                        declared.activation());
    }

    private boolean mayImport(
            ExportAccess access,
            String exported,
            String importer,
            String exporter,
            String subject,
            @Nullable Activation activation) {
        if (access.isPublic()) {
            return true;
        }
        if (access.accountTokenPosition() > 0) {
            return !exported.equals(subject)
                    && SubjectFilters.token(subject, access.accountTokenPosition() - 1)
                            .equals(importer);
        }
        if (access.tokenRequired()) {
            return activation != null && isActive(access, importer, exporter, activation);
        }
        return access.accounts().contains(importer);
    }

    private boolean isActive(ExportAccess access, String importer, String exporter, Activation activation) {
        boolean expired = activation.expiresSeconds() != 0 && activation.expiresSeconds() <= nowSeconds.getAsLong();
        return !expired
                && activation.importer().equals(importer)
                && activation.issuer().equals(exporter)
                && (activation.signer().equals(exporter) || access.signers().contains(activation.signer()))
                && !isRevoked(access, "*", activation)
                && !isRevoked(access, importer, activation);
    }

    private static boolean isRevoked(ExportAccess access, String key, Activation activation) {
        Long until = access.revocations().get(key);
        return until != null && until >= activation.issuedAtSeconds();
    }

    private @Nullable String serviceCycle(String account, String from, Set<String> visited) {
        if (visited.size() >= MAX_DEPTH) {
            return "search cycle depth exhausted";
        }
        for (AcceptedService each : entry(account).services) {
            if (!SubjectFilters.collide(from, each.to())) {
                continue;
            }
            if (visited.contains(each.declared().exporter())) {
                return CYCLE;
            }
            visited.add(account);
            String next = SubjectFilters.isSubset(each.from(), from) ? each.from() : from;
            String cycle = serviceCycle(each.declared().exporter(), next, visited);
            if (cycle != null) {
                return cycle;
            }
        }
        return null;
    }

    private @Nullable String streamCycle(String importer, String exporter, String to, String from) {
        String cycle = streamCycle(exporter, to, new HashSet<>(Set.of(importer)));
        return cycle != null ? cycle : streamCycle(exporter, from, new HashSet<>(Set.of(importer)));
    }

    private @Nullable String streamCycle(String account, String to, Set<String> visited) {
        if (visited.size() >= MAX_DEPTH) {
            return "search cycle depth exhausted";
        }
        Entry entry = entry(account);
        if (entry.shares.streamExports().stream().noneMatch(each -> SubjectFilters.isSubset(to, each.subject()))) {
            return null;
        }
        for (AcceptedStream each : entry.streams) {
            if (!SubjectFilters.collide(to, each.to())) {
                continue;
            }
            if (visited.contains(each.declared().exporter())) {
                return CYCLE;
            }
            visited.add(account);
            String next = SubjectFilters.isSubset(each.to(), to) ? each.to() : to;
            String cycle = streamCycle(each.declared().exporter(), next, visited);
            if (cycle != null) {
                return cycle;
            }
        }
        return null;
    }
}
