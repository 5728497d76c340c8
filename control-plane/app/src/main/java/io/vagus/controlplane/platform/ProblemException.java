package io.vagus.controlplane.platform;

import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that ends in a problem. Carries nothing secret: all of it is told to the caller. */
public class ProblemException extends WebApplicationException {

    private static final int UNPROCESSABLE = 422;

    private final String code;
    private final String title;
    private final int status;
    private final @Nullable String detail;
    private final List<FieldError> errors;

    protected ProblemException(
            String code, String title, int status, @Nullable String detail, List<FieldError> errors) {
        super(title, status);
        this.code = code;
        this.title = title;
        this.status = status;
        this.detail = detail;
        this.errors = List.copyOf(errors);
    }

    public static ProblemException malformed(String detail) {
        return new ProblemException("malformed", "The request cannot be read", 400, detail, List.of());
    }

    public static ProblemException invalid(List<FieldError> errors) {
        return new ProblemException("validation", "The request is not valid", 400, null, errors);
    }

    public static ProblemException invalid(String field, String reason) {
        return invalid(List.of(new FieldError(field, reason)));
    }

    public static ProblemException unauthorized() {
        return new ProblemException("unauthorized", "A valid bearer token is needed", 401, null, List.of());
    }

    public static ProblemException forbidden(String detail) {
        return new ProblemException("forbidden", "The caller may not do this", 403, detail, List.of());
    }

    public static ProblemException notFound() {
        return new ProblemException("not-found", "There is no such thing", 404, null, List.of());
    }

    public static ProblemException conflict(String detail) {
        return new ProblemException("conflict", "In conflict with what is there", 409, detail, List.of());
    }

    public static ProblemException conflict(String field, String reason) {
        return conflict(List.of(new FieldError(field, reason)));
    }

    public static ProblemException conflict(List<FieldError> errors) {
        return new ProblemException("conflict", "In conflict with what is there", 409, null, errors);
    }

    public static ProblemException keyReused() {
        return new ProblemException(
                "idempotency-key-reused",
                "The idempotency key was used for another request",
                UNPROCESSABLE,
                null,
                List.of(new FieldError(IdempotencyKey.HEADER, "was used for another request")));
    }

    /** The thing is not the version that the caller means. */
    public static ProblemException preconditionFailed() {
        return new ProblemException(
                "precondition-failed", "It has changed meanwhile", 412, "Read it again, and decide again.", List.of());
    }

    /** The caller asks too often. */
    public static ProblemException tooMany() {
        return new ProblemException(
                "rate-limited", "Too many requests", 429, "Wait as long as Retry-After says.", List.of());
    }

    /** A part of the service is away for now; the caller should come back. */
    public static ProblemException unavailable(String detail) {
        return new ProblemException("unavailable", "A part of the service is away", 503, detail, List.of());
    }

    /** Any other status that HTTP itself gives, such as 405. */
    public static ProblemException ofStatus(int status, String title) {
        return new ProblemException("http-" + status, title, status, null, List.of());
    }

    public int status() {
        return status;
    }

    public Problem problem(@Nullable String requestId) {
        return new Problem(
                "urn:vagus:problem:" + code, title, status, detail, requestId, errors.isEmpty() ? null : errors, null);
    }
}
