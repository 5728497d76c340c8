package io.vagus.billing.service.platform;

import io.vagus.billing.service.platform.Problem.FieldError;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns whatever ends a request into a problem detail. */
public final class ProblemResponses {

    static final int RETRY_AFTER_SECONDS = 2;

    private static final Logger LOG = Logger.getLogger(ProblemResponses.class);

    @ServerExceptionMapper
    public Response ofProblem(ProblemException problem, HttpServerRequest request) {
        if (problem.status() == Response.Status.SERVICE_UNAVAILABLE) {
            LOG.warnf("request %s: %s (%s)", RequestIds.of(request), problem.getMessage(), problem.getCause());
        }
        return response(problem.status().getStatusCode(), problem.getMessage(), problem.errors(), request);
    }

    @ServerExceptionMapper
    public Response ofRefusal(WebApplicationException refusal, HttpServerRequest request) {
        return response(refusal.getResponse().getStatus(), null, List.of(), request);
    }

    @ServerExceptionMapper
    public Response ofFailure(Throwable failure, HttpServerRequest request) {
        LOG.errorf(failure, "request %s failed", RequestIds.of(request));
        return response(500, "The request failed; the request id helps to find out why.", List.of(), request);
    }

    private static Response response(
            int status, @Nullable String detail, List<FieldError> errors, HttpServerRequest request) {
        Response.StatusType named = Response.Status.fromStatusCode(status);
        Problem problem = new Problem(
                "about:blank",
                named == null ? "HTTP " + status : named.getReasonPhrase(),
                status,
                detail,
                RequestIds.of(request),
                errors.isEmpty() ? null : errors);
        Response.ResponseBuilder builder =
                Response.status(status).type(Problem.MEDIA_TYPE).entity(problem);
        if (status == 401) {
            builder.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (status == 503) {
            builder.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return builder.build();
    }
}
