package io.vagus.controlplane.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Entity tags: made for answers, and asked for by {@code If-Match} before a change. */
@ApplicationScoped
public class Preconditions {

    /** How long {@code If-Match} may be. */
    public static final int MAX_LENGTH = 1024;

    private static final int TAG_BYTES = 16;

    private final ObjectMapper json;
    private final CurrentVertxRequest current;

    Preconditions(ObjectMapper json, CurrentVertxRequest current) {
        this.json = json;
        this.current = current;
    }

    /**
     * Ends the request with 412 when it says {@code If-Match} and means another version. Call it inside the unit of work with
     * the thing as it is, held against other changes.
     */
    public void require(Tagged thing) {
        String wanted = wanted();
        if (wanted != null && wanted.length() > MAX_LENGTH) {
            throw ProblemException.invalid(HttpHeaders.IF_MATCH, "must be at most " + MAX_LENGTH + " characters");
        }
        if (wanted != null && !matches(wanted, tag(thing))) {
            throw ProblemException.preconditionFailed();
        }
    }

    /** As {@link #require}, of a thing that may not be there yet: that is no version which a condition could mean. */
    public void requireIfThere(@Nullable Tagged thing) {
        if (thing != null) {
            require(thing);
        } else if (isGiven()) {
            throw ProblemException.preconditionFailed();
        }
    }

    /** Whether the request has a condition at all: for those who have to fetch the thing to ask. */
    public boolean isGiven() {
        return wanted() != null;
    }

    private @Nullable String wanted() {
        RoutingContext request = current.getCurrent();
        return request == null ? null : request.request().getHeader(HttpHeaders.IF_MATCH);
    }

    /** Strong: equal tags mean equal things. */
    public String tag(Tagged thing) {
        try {
            byte[] digest = Digests.sha256(json.writeValueAsBytes(thing.version()));
            return '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"';
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a header with a list of tags, or {@code *}, names this one. */
    public static boolean matches(String header, String tag) {
        for (String each : header.split(",", -1)) {
            String plain = each.strip();
            if (plain.equals("*") || plain.equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
