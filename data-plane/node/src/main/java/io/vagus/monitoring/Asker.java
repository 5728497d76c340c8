package io.vagus.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.protocol.HeaderBlock;
import io.vagus.transport.InternalMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who stands behind a request that came from another account, as the header says that goes with it.
 *
 * @param account the account that the request came out of last
 * @param first the account it began in
 * @param shared whether the importing account lets others know who its clients are
 */
record Asker(String account, String first, boolean shared) {

    private static final String HEADER = "Nats-Request-Info";

    /** Null when the request was made in the account that it is answered in. */
    static @Nullable Asker of(InternalMessage message) {
        byte[] headers = message.headers();
        List<String> said = headers == null
                ? null
                : HeaderBlock.all(headers, headers.length).get(HEADER);
        JsonNode info = said == null ? null : Json.parse(said.getFirst().getBytes(StandardCharsets.UTF_8));
        if (info == null || !info.path("acc").isTextual()) {
            return null;
        }
        String first = info.path("acc").textValue();
        return new Asker(info.path("svc").asText(first), first, info.has("user"));
    }
}
