package io.vagus.billing.service.platform;

import io.vagus.billing.service.platform.Problem.FieldError;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that ends in a problem; its message is meant for the caller. */
public final class ProblemException extends RuntimeException {

    private final Response.Status status;
    private final List<FieldError> errors;

    private ProblemException(
            Response.Status status, String detail, List<FieldError> errors, @Nullable Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.errors = List.copyOf(errors);
    }

    public static ProblemException invalid(String field, String reason) {
        return new ProblemException(
                Response.Status.BAD_REQUEST, "The request is not valid.", List.of(new FieldError(field, reason)), null);
    }

    public static ProblemException unauthorized() {
        return new ProblemException(Response.Status.UNAUTHORIZED, "No bearer token or a bad one.", List.of(), null);
    }

    public static ProblemException notFound(String detail) {
        return new ProblemException(Response.Status.NOT_FOUND, detail, List.of(), null);
    }

    /** Something the service needs is away; the caller may try again. */
    public static ProblemException unavailable(String detail, Throwable cause) {
        return new ProblemException(Response.Status.SERVICE_UNAVAILABLE, detail, List.of(), cause);
    }

    Response.Status status() {
        return status;
    }

    List<FieldError> errors() {
        return errors;
    }
}
