package io.vagus.jetstream.stream;

import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.SubjectTransformConfig;
import io.vagus.jetstream.api.StreamSource;
import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectFilters;
import io.vagus.subject.SubjectTransform;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The part of {@link StreamConfigRules} about mirrors and sources. */
final class RelationRules {

    private final StreamConfig.Draft draft;
    private final StreamConfigRules.Surroundings surroundings;
    private final boolean pedantic;
    private final List<String> originSubjects = new ArrayList<>();
    private final List<StreamSource.External> external = new ArrayList<>();

    private RelationRules(StreamConfig.Draft draft, StreamConfigRules.Surroundings surroundings, boolean pedantic) {
        this.draft = draft;
        this.surroundings = surroundings;
        this.pedantic = pedantic;
    }

    static void check(StreamConfig.Draft draft, StreamConfigRules.Surroundings surroundings, boolean pedantic) {
        RelationRules rules = new RelationRules(draft, surroundings, pedantic);
        StreamSource mirror = draft.mirror;
        if (mirror != null) {
            rules.mirror(mirror);
        }
        rules.sources();
        rules.prefixes();
        rules.cycles();
    }

    private static RuntimeException refused(ErrorCode code) {
        return StreamConfigRules.refused(code.error());
    }

    private void mirror(StreamSource mirror) {
        if (draft.firstSequence != 0) {
            throw refused(ErrorCode.MIRROR_WITH_FIRST_SEQ);
        }
        if (!draft.subjects.isEmpty()) {
            throw refused(ErrorCode.MIRROR_WITH_SUBJECTS);
        }
        if (!draft.sources.isEmpty()) {
            throw refused(ErrorCode.MIRROR_WITH_SOURCES);
        }
        if (draft.allowCounter) {
            throw refused(ErrorCode.MIRROR_WITH_COUNTERS);
        }
        if (draft.allowAtomic) {
            throw refused(ErrorCode.MIRROR_WITH_ATOMIC_PUBLISH);
        }
        if (draft.allowBatched) {
            throw refused(ErrorCode.MIRROR_WITH_BATCH_PUBLISH);
        }
        if (draft.allowSchedules) {
            throw refused(ErrorCode.MIRROR_WITH_MSG_SCHEDULES);
        }
        if (hasBadConsumer(mirror)) {
            throw refused(ErrorCode.MIRROR_DURABLE_CONSUMER_CFG_INVALID);
        }
        if (!mirror.filterSubject().isEmpty() && !mirror.transforms().isEmpty()) {
            throw refused(ErrorCode.MIRROR_MULTIPLE_FILTERS_NOT_ALLOWED);
        }
        if (draft.subjectDeleteMarkerTtlNanos > 0) {
            throw StreamConfigRules.invalid("subject delete markers forbidden on mirrors");
        }
        transforms(
                mirror.transforms(),
                ErrorCode.MIRROR_INVALID_SUBJECT_FILTER,
                ErrorCode.MIRROR_INVALID_TRANSFORM_DESTINATION);
        if (overlap(mirror.transforms(), false)) {
            throw refused(ErrorCode.MIRROR_OVERLAPPING_SUBJECT_FILTERS);
        }
        StreamSource.External way = mirror.external();
        if (way != null) {
            external.add(way);
            return;
        }
        if (!StreamConfigRules.isAssetName(mirror.name())) {
            throw refused(ErrorCode.MIRROR_INVALID_STREAM_NAME);
        }
        origin(mirror.name(), ErrorCode.MIRROR_MAX_MESSAGE_SIZE_TOO_BIG);
        StreamConfig origin = surroundings.find(mirror.name());
        if (origin != null) {
            if (pedantic && draft.mirrorDirect != origin.allowDirect()) {
                throw StreamConfigRules.refused(
                        ErrorCode.PEDANTIC.error("origin stream has direct get set, mirror has it disabled"));
            }
            draft.mirrorDirect = origin.allowDirect();
        }
    }

    private static boolean hasBadConsumer(StreamSource source) {
        StreamSource.ConsumerReference consumer = source.consumer();
        return consumer != null
                && (!StreamConfigRules.isAssetName(consumer.name())
                        || !SubjectFilters.isLiteral(consumer.deliverSubject())
                        || !SubjectFilters.isValid(consumer.deliverSubject())
                        || source.startSequence() != 0
                        || source.startTime() != null
                        || !source.filterSubject().isEmpty());
    }

    private static void transforms(
            List<SubjectTransformConfig> transforms, ErrorCode badSource, ErrorCode badDestination) {
        for (SubjectTransformConfig each : transforms) {
            if (!each.source().isEmpty() && !SubjectFilters.isValid(each.source())) {
                throw StreamConfigRules.refused(badSource.error("invalid subject " + each.source()));
            }
            if (each.destination().isEmpty()) {
                continue;
            }
            try {
                SubjectTransform.validateMapping(each.source(), each.destination());
            } catch (InvalidTransformException e) {
                throw StreamConfigRules.refused(badDestination.error(String.valueOf(e.getMessage())));
            }
        }
    }

    private static boolean overlap(List<SubjectTransformConfig> transforms, boolean subset) {
        for (int i = 0; i < transforms.size(); i++) {
            for (int j = 0; j < transforms.size(); j++) {
                String one = transforms.get(i).source();
                String other = transforms.get(j).source();
                if (i != j && (subset ? SubjectFilters.isSubset(one, other) : SubjectFilters.collide(one, other))) {
                    return true;
                }
            }
        }
        return false;
    }

    private void origin(String name, ErrorCode tooBig) {
        StreamConfig origin = surroundings.find(name);
        if (origin == null) {
            return;
        }
        originSubjects.addAll(origin.subjects());
        if (draft.maxMessageBytes > 0
                && origin.maxMessageBytes() > 0
                && draft.maxMessageBytes < origin.maxMessageBytes()) {
            throw refused(tooBig);
        }
    }

    private void sources() {
        if (draft.sources.isEmpty()) {
            return;
        }
        if (draft.allowSchedules) {
            throw refused(ErrorCode.SOURCE_WITH_MSG_SCHEDULES);
        }
        Set<String> names = new HashSet<>();
        Set<String> consumers = new HashSet<>();
        for (StreamSource source : draft.sources) {
            source(source, names, consumers);
        }
    }

    private void source(StreamSource source, Set<String> names, Set<String> consumers) {
        if (!StreamConfigRules.isAssetName(source.name())) {
            throw refused(ErrorCode.SOURCE_INVALID_STREAM_NAME);
        }
        if (!names.add(source.indexName())) {
            throw refused(ErrorCode.SOURCE_DUPLICATE_DETECTED);
        }
        if (!source.filterSubject().isEmpty() && !source.transforms().isEmpty()) {
            throw refused(ErrorCode.SOURCE_MULTIPLE_FILTERS_NOT_ALLOWED);
        }
        transforms(
                source.transforms(),
                ErrorCode.SOURCE_INVALID_SUBJECT_FILTER,
                ErrorCode.SOURCE_INVALID_TRANSFORM_DESTINATION);
        if (overlap(source.transforms(), true)) {
            throw refused(ErrorCode.SOURCE_OVERLAPPING_SUBJECT_FILTERS);
        }
        StreamSource.ConsumerReference consumer = source.consumer();
        if (consumer != null) {
            if (hasBadConsumer(source)) {
                throw refused(ErrorCode.SOURCE_DURABLE_CONSUMER_CFG_INVALID);
            }
            if (!consumers.add(source.name() + " " + consumer.name() + " " + source.external())) {
                throw refused(ErrorCode.SOURCE_DURABLE_CONSUMER_DUPLICATE_DETECTED);
            }
        }
        StreamSource.External way = source.external();
        if (way == null) {
            origin(source.name(), ErrorCode.SOURCE_MAX_MESSAGE_SIZE_TOO_BIG);
        } else {
            external.add(way);
        }
    }

    private void prefixes() {
        for (StreamSource.External way : external) {
            String deliver = way.deliverPrefix();
            if (deliver.isEmpty()) {
                continue;
            }
            if (!isPublishable(deliver)) {
                throw StreamConfigRules.refused(ErrorCode.STREAM_INVALID_EXTERNAL_DELIVERY_SUBJ.error(deliver));
            }
            for (String subject : originSubjects) {
                if (SubjectFilters.collide(subject, deliver + "." + subject)) {
                    throw StreamConfigRules.refused(
                            ErrorCode.STREAM_EXTERNAL_DEL_PREFIX_OVERLAPS.error(deliver, subject));
                }
            }
        }
        for (StreamSource.External way : external) {
            String api = way.apiPrefix();
            if (api.isEmpty()) {
                continue;
            }
            if (!isPublishable(api)) {
                throw StreamConfigRules.invalid(
                        "stream external api prefix \"" + api + "\" must be a valid subject without wildcards");
            }
            if (SubjectFilters.collide(api, "$JS.API")) {
                throw StreamConfigRules.refused(ErrorCode.STREAM_EXTERNAL_API_OVERLAP.error(api, "$JS.API"));
            }
        }
    }

    private static boolean isPublishable(String subject) {
        return SubjectFilters.isValid(subject) && SubjectFilters.isLiteral(subject);
    }

    private void cycles() {
        ArrayDeque<StreamConfig> ahead = new ArrayDeque<>();
        ahead.add(draft.build());
        Set<String> visited = new HashSet<>();
        while (!ahead.isEmpty()) {
            StreamConfig at = ahead.poll();
            visited.add(at.name());
            for (StreamSource source : at.sources()) {
                if (source.external() != null) {
                    continue;
                }
                if (visited.contains(source.name())) {
                    if (overlaps(at.subjects(), source.filterSubject())) {
                        throw StreamConfigRules.invalid("detected cycle");
                    }
                    continue;
                }
                StreamConfig next = surroundings.find(source.name());
                if (next != null) {
                    ahead.add(next);
                }
            }
            StreamSource mirror = at.mirror();
            if (mirror != null && mirror.external() == null) {
                if (visited.contains(mirror.name())) {
                    throw StreamConfigRules.invalid("detected cycle");
                }
                StreamConfig next = surroundings.find(mirror.name());
                if (next != null) {
                    ahead.add(next);
                }
            }
        }
    }

    private static boolean overlaps(List<String> subjects, String filter) {
        return filter.isEmpty() || subjects.stream().anyMatch(each -> SubjectFilters.collide(each, filter));
    }
}
