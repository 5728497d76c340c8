package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One destination of a subject mapping.
 *
 * @param weight percent, 1 to 100
 * @param cluster the cluster it holds in; empty: any
 */
public record Mapping(String subject, int weight, String cluster) {

    private static final int WHOLE = 100;

    /** The destinations by source, in the order of the token. */
    static Map<String, List<Mapping>> read(ObjectNode nats) {
        Map<String, List<Mapping>> all = new LinkedHashMap<>();
        ObjectNode child = Json.child(nats, "mappings");
        for (var member : child.properties()) {
            List<Mapping> destinations = new ArrayList<>();
            for (ObjectNode each : Json.objects(child, member.getKey())) {
                int weight = (int) Math.clamp(Json.integer(each, "weight", 0), 0, Integer.MAX_VALUE);
                destinations.add(new Mapping(
                        Json.string(each, "subject"), weight == 0 ? WHOLE : weight, Json.string(each, "cluster")));
            }
            all.put(member.getKey(), List.copyOf(destinations));
        }
        return all;
    }

    static void write(ObjectNode nats, Map<String, List<Mapping>> mappings) {
        nats.remove("mappings");
        if (mappings.isEmpty()) {
            return;
        }
        ObjectNode child = nats.putObject("mappings");
        mappings.forEach((source, destinations) -> {
            var array = child.putArray(source);
            for (Mapping each : destinations) {
                ObjectNode node = array.addObject();
                node.put("subject", each.subject);
                Json.put(node, "weight", each.weight);
                Json.put(node, "cluster", each.cluster);
            }
        });
    }

    static void validate(Map<String, List<Mapping>> mappings, Consumer<String> problems) {
        mappings.forEach((source, destinations) -> {
            Subjects.validate(source, problems);
            Map<String, Integer> totals = new HashMap<>();
            for (Mapping each : destinations) {
                Subjects.validate(each.subject, problems);
                if (each.weight > WHOLE) {
                    problems.accept("Mapping \"" + source + "\" has a weight " + each.weight + " that exceeds 100");
                }
                if (totals.merge(each.cluster, each.weight, Integer::sum) > WHOLE && !each.cluster.isEmpty()) {
                    problems.accept("Mapping \"" + source + "\" in cluster \"" + each.cluster
                            + "\" exceeds 100% among all of it's weighted to mappings");
                }
            }
            if (totals.getOrDefault("", 0) > WHOLE) {
                problems.accept("Mapping \"" + source + "\" exceeds 100% among all of it's weighted to mappings");
            }
        });
    }
}
