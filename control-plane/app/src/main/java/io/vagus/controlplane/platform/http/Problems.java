package io.vagus.controlplane.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.EvenAnswers;
import io.vagus.controlplane.platform.FieldError;
import io.vagus.controlplane.platform.Problem;
import io.vagus.controlplane.platform.ProblemAnswers;
import io.vagus.controlplane.platform.ProblemException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure of a request into a problem document; what is unexpected is logged and not told. */
class Problems {

    private static final int MAX_ERRORS = 50;

    private final ProblemAnswers answers;
    private final EvenAnswers even;

    Problems(ProblemAnswers answers, EvenAnswers even) {
        this.answers = answers;
        this.even = even;
    }

    @ServerExceptionMapper
    Uni<RestResponse<Problem>> problem(ProblemException failure) {
        return even.answer(failure);
    }

    @ServerExceptionMapper({
        UnauthorizedException.class,
        AuthenticationFailedException.class,
        AuthenticationCompletionException.class
    })
    RestResponse<Problem> unauthorized(SecurityException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException || cause instanceof OIDCException) {
                return answers.answer(cause);
            }
        }
        return answer(ProblemException.unauthorized());
    }

    @ServerExceptionMapper
    RestResponse<Problem> forbidden(ForbiddenException failure) {
        return answer(ProblemException.forbidden("Not with this token."));
    }

    @ServerExceptionMapper
    RestResponse<Problem> identityProvider(OIDCException failure) {
        return answers.answer(failure);
    }

    @ServerExceptionMapper
    RestResponse<Problem> invalid(ConstraintViolationException failure) {
        List<FieldError> errors = failure.getConstraintViolations().stream()
                .map(violation -> new FieldError(field(violation), violation.getMessage()))
                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::reason))
                .limit(MAX_ERRORS)
                .toList();
        return answer(ProblemException.invalid(errors));
    }

    @ServerExceptionMapper
    RestResponse<Problem> mismatch(MismatchedInputException failure) {
        return answer(unreadable(failure));
    }

    @ServerExceptionMapper
    RestResponse<Problem> malformed(JsonProcessingException failure) {
        return answer(unreadable(failure));
    }

    @ServerExceptionMapper
    RestResponse<Problem> http(WebApplicationException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException unreadable) {
                return answer(unreadable(unreadable));
            }
        }
        Response.StatusType status = failure.getResponse().getStatusInfo();
        return answer(
                switch (status.getStatusCode()) {
                    case 400 -> ProblemException.malformed("The request cannot be understood.");
                    case 404 -> ProblemException.notFound();
                    case 415 -> ProblemException.ofStatus(415, "The body must be application/json");
                    default -> ProblemException.ofStatus(status.getStatusCode(), status.getReasonPhrase());
                });
    }

    @ServerExceptionMapper
    RestResponse<Problem> unexpected(Throwable failure) {
        return answers.answer(failure);
    }

    private static ProblemException unreadable(JsonProcessingException failure) {
        return switch (failure) {
            case UnrecognizedPropertyException unknown -> ProblemException.invalid(path(unknown), "is not known");
            case InvalidFormatException wrong
            when wrong.getTargetType().isEnum() ->
                ProblemException.invalid(path(wrong), "must be one of " + constants(wrong.getTargetType()));
            case JsonMappingException wrong
            when !wrong.getPath().isEmpty() ->
                ProblemException.invalid(path(wrong), "has the wrong type or is out of range");
            case StreamConstraintsException large ->
                ProblemException.malformed("The JSON is nested too deeply or has a value that is too long.");
            case MismatchedInputException wrong -> ProblemException.malformed("The body must be a JSON object.");
            default -> ProblemException.malformed("The body is not well-formed JSON.");
        };
    }

    private static String constants(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            names.add(constant.toString());
        }
        return String.join(", ", names);
    }

    private static String path(JsonMappingException failure) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : failure.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    /** The path inside the body, without the method and its parameter; of a query parameter its name. */
    private static String field(ConstraintViolation<?> violation) {
        StringBuilder path = new StringBuilder();
        String parameter = "body";
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.PARAMETER && !"request".equals(node.getName())) {
                parameter = node.getName();
            }
            boolean inside = node.getKind() != ElementKind.METHOD && node.getKind() != ElementKind.PARAMETER;
            if (node.isInIterable() && node.getIndex() != null) {
                path.append('[').append(node.getIndex()).append(']');
            }
            if (inside && node.getKind() == ElementKind.PROPERTY) {
                path.append(path.isEmpty() ? "" : ".").append(node.getName());
            }
        }
        return path.isEmpty() ? parameter : path.toString();
    }

    private RestResponse<Problem> answer(ProblemException failure) {
        return answers.answer(failure);
    }
}
