package io.vagus.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Which servers a request to all of them is meant for; the others stay silent. */
final class RequestFilter {
    private RequestFilter() {}

    static boolean matches(ObjectNode request, Monitored monitored) {
        List<String> tags = monitored.settings().get().tags();
        boolean exact = request.path("exact_match").asBoolean(false);
        return matches(request, "server_name", monitored.node().identity().serverName(), exact)
                && matches(request, "host", monitored.settings().get().host(), exact)
                && matches(request, "cluster", "", exact)
                && matches(request, "domain", "", true)
                && hasTags(request.path("tags"), tags);
    }

    private static boolean matches(ObjectNode request, String name, String actual, boolean exact) {
        String wanted = request.path(name).asText("");
        return wanted.isEmpty() || (exact ? actual.equals(wanted) : actual.contains(wanted));
    }

    private static boolean hasTags(JsonNode wanted, List<String> tags) {
        for (JsonNode tag : wanted) {
            if (!tags.contains(tag.asText())) {
                return false;
            }
        }
        return true;
    }
}
