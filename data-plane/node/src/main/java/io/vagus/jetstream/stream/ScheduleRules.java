package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.subject.SubjectFilters;
import io.vagus.subject.Subjects;
import org.jspecify.annotations.Nullable;

/** What a schedule message has to say besides when (ADR-51). Pure. */
final class ScheduleRules {

    private ScheduleRules() {}

    static boolean isLiteral(String subject) {
        return Subjects.isLiteral(subject.getBytes(UTF_8));
    }

    static @Nullable ApiError error(StreamConfig config, byte @Nullable [] headers, String subject) {
        String ttl = HeaderBlock.text(headers, HeaderNames.SCHEDULE_TTL);
        if (MessageTtl.parse(ttl) == MessageTtl.INVALID) {
            return ErrorCode.MESSAGE_SCHEDULES_TTL_INVALID.error();
        }
        String rollup = HeaderBlock.text(headers, HeaderNames.SCHEDULE_ROLLUP);
        if (!rollup.isEmpty() && !rollup.equals("sub")) {
            return ErrorCode.MESSAGE_SCHEDULES_ROLLUP_INVALID.error();
        }
        if (!ttl.isEmpty() && !config.allowMessageTtl()) {
            return ErrorCode.MESSAGE_TTL_DISABLED.error();
        }
        String target = HeaderBlock.text(headers, HeaderNames.SCHEDULE_TARGET);
        if (target.isEmpty() || !isLiteral(target) || target.equals(subject)) {
            return ErrorCode.MESSAGE_SCHEDULES_TARGET_INVALID.error();
        }
        String source = HeaderBlock.text(headers, HeaderNames.SCHEDULE_SOURCE);
        if (!source.isEmpty() && (source.equals(target) || source.equals(subject) || !isLiteral(source))) {
            return ErrorCode.MESSAGE_SCHEDULES_SOURCE_INVALID.error();
        }
        if (!isCaptured(config, target)) {
            return ErrorCode.MESSAGE_SCHEDULES_TARGET_INVALID.error();
        }
        return source.isEmpty() || isCaptured(config, source)
                ? null
                : ErrorCode.MESSAGE_SCHEDULES_SOURCE_INVALID.error();
    }

    private static boolean isCaptured(StreamConfig config, String subject) {
        return config.subjects().stream().anyMatch(each -> SubjectFilters.collide(each, subject));
    }
}
