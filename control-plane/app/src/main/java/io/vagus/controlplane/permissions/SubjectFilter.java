package io.vagus.controlplane.permissions;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE_USE;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A NATS subject of up to 256 characters; {@code *} stands for one token, a last {@code >} for one or more. */
@NotNull
@Size(min = 1, max = SubjectFilter.MAX_LENGTH)
@Target({FIELD, METHOD, PARAMETER, TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = SubjectFilter.Check.class)
public @interface SubjectFilter {

    int MAX_LENGTH = 256;

    String message() default "must be a NATS subject";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Looks at each token. */
    class Check implements ConstraintValidator<SubjectFilter, String> {

        @Override
        public boolean isValid(@Nullable String subject, ConstraintValidatorContext context) {
            return subject == null || subject.isEmpty() || isSubject(subject);
        }

        /** The same where a subject may be absent, which the constraint does not allow. */
        public static boolean isSubject(String subject) {
            if (subject.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
                return false;
            }
            String[] tokens = subject.split("\\.", -1);
            for (int i = 0; i < tokens.length; i++) {
                if (tokens[i].isEmpty() || tokens[i].equals(">") && i < tokens.length - 1) {
                    return false;
                }
            }
            return true;
        }
    }
}
