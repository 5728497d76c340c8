package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.sharing.ExportAccess;
import io.vagus.account.sharing.ServiceExport;
import io.vagus.account.sharing.ServiceImport;
import io.vagus.account.sharing.ServiceLatency;
import io.vagus.account.sharing.Shares;
import io.vagus.account.sharing.StreamExport;
import io.vagus.account.sharing.StreamImport;
import io.vagus.base.Order;
import io.vagus.subject.SubjectMapping;
import io.vagus.subject.SubjectMappings;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** What an account offers to others, takes from them, and makes of its subjects, as {@code /accountz} shows it. */
final class AccountShares {
    private AccountShares() {}

    static void putExports(ArrayNode exports, Shares shares) {
        for (ServiceExport export : shares.serviceExports()) {
            ObjectNode node =
                    exports.addObject().put("subject", export.subject()).put("type", "service");
            Json.putPresent(node, "token_req", export.access().tokenRequired());
            node.put("response_type", responseType(export));
            ServiceLatency latency = export.latency();
            if (latency != null) {
                node.putObject("service_latency")
                        .put("sampling", latency.samplingPercent())
                        .put("results", latency.subject());
            }
            putAccess(node, export.access());
        }
        for (StreamExport export : shares.streamExports()) {
            ObjectNode node =
                    exports.addObject().put("subject", export.subject()).put("type", "stream");
            Json.putPresent(node, "token_req", export.access().tokenRequired());
            putAccess(node, export.access());
        }
    }

    private static String responseType(ServiceExport export) {
        return switch (export.responseType()) {
            case SINGLETON -> "Singleton";
            case STREAM -> "Streamed";
            case CHUNKED -> "Chunked";
        };
    }

    private static void putAccess(ObjectNode node, ExportAccess access) {
        Json.putPresent(
                node, "approved_accounts", access.accounts().stream().sorted().toList());
        if (!access.revocations().isEmpty()) {
            ObjectNode revoked = node.putObject("revoked_activations");
            new TreeMap<>(access.revocations())
                    .forEach((key, until) -> revoked.put(key, GoText.time(Instant.ofEpochSecond(until))));
        }
    }

    static void putImports(ArrayNode imports, Shares shares) {
        for (StreamImport each : shares.streamImports()) {
            String local = each.to().isEmpty() ? each.from() : each.to();
            ObjectNode node = imports.addObject()
                    .put("subject", each.from())
                    .put("account", each.exporter())
                    .put("local_subject", each.prefix().isEmpty() ? local : prefixed(each))
                    .put("type", "stream");
            putState(node, false);
        }
        for (ServiceImport each : shares.serviceImports()) {
            String local = each.local().isEmpty() ? each.subject() : each.local();
            ObjectNode node = imports.addObject()
                    .put("subject", each.subject())
                    .put("account", each.exporter())
                    .put("to", local)
                    .put("local_subject", local)
                    .put("type", "service");
            putState(node, each.share());
        }
    }

    private static String prefixed(StreamImport each) {
        String prefix = each.prefix();
        return (prefix.endsWith(".") ? prefix : prefix + ".") + each.from();
    }

    /** Imports that are not possible are not in effect at all, so none of those shown is invalid. */
    static void putState(ObjectNode node, boolean share) {
        node.put("invalid", false).put("share", share).put("tracking", false);
    }

    /** Weights add up from destination to destination, as nats-server shows them. */
    static void putMappings(ObjectNode into, SubjectMappings mappings) {
        ObjectNode all = into.putObject("mappings");
        List<SubjectMapping> bySource =
                mappings.all().stream().sorted(Order.by(SubjectMapping::source)).toList();
        for (SubjectMapping mapping : bySource) {
            ArrayNode destinations = all.putArray(mapping.source());
            for (int i = 0; i < mapping.size(); i++) {
                destinations
                        .addObject()
                        .put("subject", mapping.transform(i).destination())
                        .put("weight", mapping.below(i));
            }
        }
    }
}
