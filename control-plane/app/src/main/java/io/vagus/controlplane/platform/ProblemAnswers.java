package io.vagus.controlplane.platform;

import io.quarkus.oidc.OIDCException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Makes the answer that tells of a failure; what is unexpected is logged and not told. */
@Singleton
public class ProblemAnswers {

    private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    private final CurrentVertxRequest current;

    ProblemAnswers(CurrentVertxRequest current) {
        this.current = current;
    }

    public RestResponse<Problem> answer(Throwable failure) {
        String requestId = Requests.id(current.getCurrent());
        ProblemException problem = problem(failure, requestId);
        RestResponse.ResponseBuilder<Problem> answer = RestResponse.ResponseBuilder.<Problem>create(problem.status())
                .entity(problem.problem(requestId))
                .type(Problem.MEDIA_TYPE);
        return switch (problem.status()) {
            case 401 -> answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build();
            case 503 ->
                answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS).build();
            default -> answer.build();
        };
    }

    private static ProblemException problem(Throwable failure, @Nullable String requestId) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException known) {
                return known;
            }
            if (cause instanceof OIDCException) {
                LOG.warnf("The identity provider is away: %s", cause.getMessage());
                return ProblemException.unavailable("The identity provider does not answer.");
            }
        }
        LOG.errorf(failure, "Request %s failed unexpectedly", requestId);
        return ProblemException.ofStatus(500, "The service failed to do this");
    }
}
