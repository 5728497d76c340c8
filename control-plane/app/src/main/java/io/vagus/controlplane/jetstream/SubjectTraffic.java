package io.vagus.controlplane.jetstream;

import java.util.List;

/**
 * What was heard on subjects for some seconds.
 *
 * @param seconds how long was listened
 * @param subjects the busiest first
 * @param otherMessages on subjects beyond those that are counted one by one
 * @param lostMessages that came faster than they could be counted; a rate is then too low
 */
public record SubjectTraffic(
        double seconds, long messages, long bytes, List<SubjectRate> subjects, long otherMessages, long lostMessages) {

    /** One subject. */
    public record SubjectRate(String subject, long messages, long bytes, double messagesPerSecond) {}
}
