package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.block;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectFilters;
import io.vagus.subject.SubjectMapping;
import io.vagus.subject.SubjectMapping.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code mappings}: subject to destination, or to destinations with weights. Source: nats-server parseAccountMappings. */
final class MappingsReader {

    private static final int WHOLE = 100;

    private final FieldReader fields;
    private final String cluster;

    /** @param cluster the name of the cluster this node is in; empty for none */
    MappingsReader(FieldReader fields, String cluster) {
        this.fields = fields;
        this.cluster = cluster;
    }

    List<SubjectMapping> read(Item item) {
        List<SubjectMapping> mappings = new ArrayList<>();
        for (Map.Entry<String, Item> pair : block(item).pairs().entrySet()) {
            String subject = pair.getKey();
            if (!SubjectFilters.isValid(subject)) {
                fields.report(item.position(), "Subject \"" + subject + "\" is not a valid subject");
                continue;
            }
            fields.attempt(() -> mappings.add(mapping(subject, pair.getValue())));
        }
        return mappings;
    }

    private SubjectMapping mapping(String subject, Item item) {
        String failed = "Error adding mapping for \"" + subject + "\"";
        List<Destination> destinations = new ArrayList<>();
        if (item.value() instanceof Text text) {
            failed += " to \"" + text.value() + "\"";
            destinations.add(Destination.whole(text.value()));
        } else if (item.value() instanceof Array array) {
            array.items().forEach(each -> add(destinations, each));
        } else {
            add(destinations, item);
        }
        try {
            return SubjectMapping.of(subject, destinations, cluster);
        } catch (InvalidTransformException e) {
            throw new ConfigException(item.position(), failed + " : " + e.getMessage());
        }
    }

    private void add(List<Destination> destinations, Item item) {
        fields.attempt(() -> destinations.add(destination(item)));
    }

    private Destination destination(Item item) {
        if (!(item.value() instanceof ConfigValue.Block block)) {
            throw new ConfigException(item.position(), "Expected an entry for the mapping destination");
        }
        DestinationFields read = new DestinationFields();
        for (Map.Entry<String, Item> pair : block.pairs().entrySet()) {
            read.field(pair.getKey(), pair.getValue());
        }
        Integer weight = read.weight;
        if (weight == null) {
            throw new ConfigException(
                    item.position(), "Missing weight for mapping destination \"" + read.subject + "\"");
        }
        return new Destination(read.subject, weight, read.cluster);
    }

    private static final class DestinationFields {
        private String subject = "";
        private String cluster = "";
        private @Nullable Integer weight;

        void field(String key, Item item) {
            switch (key.toLowerCase(java.util.Locale.ROOT)) {
                case "dest", "destination" -> subject = text(item);
                case "cluster" -> cluster = text(item);
                case "weight" -> weight = weight(item);
                default ->
                    throw new ConfigException(item.position(), "Unknown field \"" + key + "\" for mapping destination");
            }
        }

        private static int weight(Item item) {
            if (item.value() instanceof Whole whole) {
                return inRange(whole.value(), item);
            }
            if (!(item.value() instanceof Text text)) {
                throw new ConfigException(
                        item.position(),
                        "Unknown entry type for weight of " + item.value().goText() + "\n");
            }
            String number = text.value().endsWith("%")
                    ? text.value().substring(0, text.value().length() - 1)
                    : text.value();
            try {
                return inRange(Long.parseLong(number), item);
            } catch (NumberFormatException e) {
                throw new ConfigException(item.position(), "Invalid weight \"" + number + "\" for mapping destination");
            }
        }

        private static int inRange(long weight, Item item) {
            if (weight < 0 || weight > WHOLE) {
                throw new ConfigException(item.position(), "Invalid weight " + weight + " for mapping destination");
            }
            return (int) weight;
        }
    }
}
