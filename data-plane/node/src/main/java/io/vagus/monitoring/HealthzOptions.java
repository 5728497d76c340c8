package io.vagus.monitoring;

import io.vagus.jetstream.monitor.JetStreamView.HealthQuestion;

/**
 * What to look at.
 *
 * @param serverOnly whether the server takes connections, nothing of JetStream
 * @param details list every mistake rather than the first
 */
record HealthzOptions(boolean serverOnly, boolean details, HealthQuestion question) {

    static HealthzOptions of(Query query) {
        boolean enabledOnly = query.flag("js-enabled") | query.flag("js-enabled-only");
        boolean serverOnly = query.flag("js-server-only");
        boolean metaOnly = query.flag("js-meta-only");
        boolean details = query.flag("details");
        return new HealthzOptions(
                serverOnly,
                details,
                new HealthQuestion(
                        enabledOnly, metaOnly, query.text("account"), query.text("stream"), query.text("consumer")));
    }

    static HealthzOptions of(RequestOptions request) {
        return new HealthzOptions(
                request.flag("js-server-only"),
                request.flag("details"),
                new HealthQuestion(
                        request.flag("js-enabled") | request.flag("js-enabled-only"),
                        request.flag("js-meta-only"),
                        request.text("account"),
                        request.text("stream"),
                        request.text("consumer")));
    }
}
