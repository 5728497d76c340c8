package io.vagus.subject;

import io.vagus.base.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of messages to the subjects of one pattern: destinations with weights in percent. What the weights leave
 * open keeps its subject, unless the pattern itself is named as a destination: then it is lost. Immutable. Source:
 * nats-server server/accounts.go.
 */
public final class SubjectMapping {

    private static final int WHOLE = 100;

    private final String source;
    private final List<Share> shares;

    /**
     * One destination as it is configured.
     *
     * @param subject a transform's destination
     * @param weight percent, 0 to 100
     * @param cluster the cluster it holds in; empty for those that no other destination names
     */
    public record Destination(String subject, int weight, String cluster) {

        /** All messages, in every cluster. */
        public static Destination whole(String subject) {
            return new Destination(subject, WHOLE, "");
        }
    }

    /** A transform and the percents below which it is drawn. */
    private record Share(SubjectTransform transform, int below) {}

    private SubjectMapping(String source, List<Share> shares) {
        this.source = source;
        this.shares = List.copyOf(shares);
    }

    /**
     * A mapping.
     *
     * @param cluster the name of the cluster this node is in; empty for none
     * @throws InvalidTransformException with nats-server's text
     */
    public static SubjectMapping of(String source, List<Destination> destinations, String cluster)
            throws InvalidTransformException {
        if (!SubjectFilters.isValid(source)) {
            throw InvalidTransformException.badSubject();
        }
        check(source, destinations);
        boolean lossy = destinations.stream().anyMatch(each -> each.subject().equals(source));
        boolean scoped = !cluster.isEmpty()
                && destinations.stream().anyMatch(each -> each.cluster().equals(cluster));
        List<Destination> here = new ArrayList<>(destinations.stream()
                .filter(each -> each.cluster().equals(scoped ? cluster : ""))
                .toList());
        int total = here.stream().mapToInt(Destination::weight).sum();
        if (total != WHOLE && !lossy) {
            here.add(new Destination(SubjectTransform.tokenized(source), WHOLE - total, ""));
        }
        here.sort(Order.byInt(Destination::weight));
        List<Share> shares = new ArrayList<>();
        int below = 0;
        for (Destination each : here) {
            below += each.weight();
            shares.add(new Share(SubjectTransform.parse(source, each.subject()), below));
        }
        return new SubjectMapping(source, shares);
    }

    private static void check(String source, List<Destination> destinations) throws InvalidTransformException {
        Set<String> seen = new HashSet<>();
        Map<String, Integer> totals = new HashMap<>();
        for (Destination each : destinations) {
            if (!seen.add(each.subject())) {
                throw InvalidTransformException.mapping("duplicate entry for \"" + each.subject() + "\"");
            }
            if (each.weight() > WHOLE) {
                throw InvalidTransformException.mapping("individual weights need to be <= 100");
            }
            if (totals.merge(each.cluster(), each.weight(), Integer::sum) > WHOLE) {
                throw InvalidTransformException.mapping("total weight needs to be <= 100");
            }
            SubjectTransform.validateMapping(source, each.subject());
        }
    }

    /** The pattern of the subjects that are mapped. */
    public String source() {
        return source;
    }

    /** How many destinations there are to choose from. */
    public int size() {
        return shares.size();
    }

    /** Whether every message goes the same way. */
    public boolean isCertain() {
        return shares.size() == 1 && shares.getFirst().below() == WHOLE;
    }

    /** A destination by its place, from 0. */
    public SubjectTransform transform(int place) {
        return shares.get(place).transform();
    }

    /** The percent below which draws fall on the destination of that place or one before it. */
    public int below(int place) {
        return shares.get(place).below();
    }

    /**
     * The place of the destination that a draw falls on.
     *
     * @param percent the draw, 0 to 99
     * @return -1 when the message is lost
     */
    public int place(int percent) {
        for (int i = 0; i < shares.size(); i++) {
            if (percent < shares.get(i).below()) {
                return i;
            }
        }
        return -1;
    }

    /** What a subject of the pattern becomes by this draw; null when the message is lost. */
    public @Nullable String map(String subject, int percent) {
        int place = place(percent);
        return place < 0 ? null : transform(place).transform(subject);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SubjectMapping that
                && source.equals(that.source)
                && describe().equals(that.describe());
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        shares.forEach(share ->
                text.append(share.below()).append(' ').append(share.transform()).append('\n'));
        return text.toString();
    }

    @Override
    public String toString() {
        return describe();
    }
}
