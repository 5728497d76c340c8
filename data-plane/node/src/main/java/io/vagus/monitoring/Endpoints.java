package io.vagus.monitoring;

import java.util.function.IntSupplier;

/** What can be asked, whatever the way to ask: over HTTP or in the system account. */
record Endpoints(
        Varz varz,
        Connz connz,
        Subsz subsz,
        Routez routez,
        Accountz accountz,
        AccountStatz accountStatz,
        Jsz jsz,
        Healthz healthz,
        Internals internals,
        Statsz statsz) {

    static Endpoints of(
            Monitored monitored, ProcessUsage usage, HttpRequestCounts httpRequests, IntSupplier eventsWaiting) {
        return new Endpoints(
                new Varz(monitored, usage, httpRequests),
                new Connz(monitored),
                new Subsz(monitored),
                new Routez(monitored),
                new Accountz(monitored),
                new AccountStatz(monitored),
                new Jsz(monitored),
                new Healthz(monitored.jetStream()),
                new Internals(monitored, eventsWaiting),
                new Statsz(monitored, usage));
    }
}
