package io.vagus.monitoring;

import io.vagus.monitoring.HttpEndpoints.Answer;
import io.vagus.monitoring.HttpEndpoints.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The paths of the profiling port, {@code /debug/pprof/}. */
final class ProfileEndpoints {
    private static final String PREFIX = "/debug/pprof/";
    private static final String[] NAMES = {"allocs", "goroutine", "heap", "profile", "threadcreate"};
    private static final int STANDARD_SECONDS = 10;

    @Nullable
    Endpoint find(String path) {
        if (path.equals("/debug/vars")) {
            return new Endpoint(
                    null,
                    request -> new Answer(
                            Healthz.OK,
                            "application/json; charset=utf-8",
                            false,
                            Json.indented(ProcessView.variables())));
        }
        if (!path.startsWith(PREFIX)) {
            return null;
        }
        String name = path.substring(PREFIX.length());
        return new Endpoint(null, request -> name.isEmpty() ? index() : profile(name, request.query()));
    }

    private static Answer profile(String name, Query query) {
        try {
            int seconds = query.integer("seconds");
            byte[] profile = name.equals("profile")
                    ? Profiles.take("cpu", 0, TimeUnit.SECONDS.toNanos(seconds == 0 ? STANDARD_SECONDS : seconds))
                    : Profiles.take(name, query.integer("debug"), 0);
            return new Answer(Healthz.OK, HttpEndpoints.TEXT, false, profile);
        } catch (MonitoringException refused) {
            return Answer.text(name.equals("profile") ? Healthz.BAD_REQUEST : 404, refused.getMessage() + "\n");
        }
    }

    private static Answer index() {
        StringBuilder page = new StringBuilder(
                "<!doctype html>\n<html lang=\"en\"><head><title>/debug/pprof/</title></head><body>\n");
        for (String name : NAMES) {
            page.append("<a href=\"").append(name).append("\">").append(name).append("</a><br>\n");
        }
        page.append("</body></html>\n");
        return new Answer(
                Healthz.OK, "text/html; charset=utf-8", false, page.toString().getBytes(StandardCharsets.UTF_8));
    }
}
