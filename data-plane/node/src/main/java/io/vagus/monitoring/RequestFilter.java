package io.vagus.monitoring;

import java.util.List;
import java.util.Locale;

/** Which servers a request to all of them is meant for; the others stay silent. */
final class RequestFilter {
    private RequestFilter() {}

    static boolean matches(RequestOptions request, Monitored monitored) {
        List<String> tags = monitored.settings().get().description().tags();
        boolean exact = request.filterFlag("exact_match");
        return matches(request, "server_name", monitored.node().identity().serverName(), exact)
                && matches(request, "host", monitored.settings().get().host(), exact)
                && matches(request, "cluster", monitored.settings().get().cluster(), exact)
                && matches(request, "domain", monitored.domain(), true)
                && request.filterTexts("tags").stream().allMatch(tag -> has(tags, tag));
    }

    private static boolean matches(RequestOptions request, String name, String actual, boolean exact) {
        String wanted = request.filterText(name);
        return wanted.isEmpty() || (exact ? actual.equals(wanted) : actual.contains(wanted));
    }

    private static boolean has(List<String> tags, String wanted) {
        return tags.contains(wanted.strip().toLowerCase(Locale.ROOT));
    }
}
