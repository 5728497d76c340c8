package io.vagus.controlplane.platform;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name of a thing: 1 to 64 letters, digits, spaces, dots, underscores and hyphens, a letter or digit at both ends. */
@Size(min = 1, max = Name.MAX_LENGTH)
@Pattern(regexp = Name.SHAPE, message = "must be letters, digits, spaces and . _ - with a letter or digit at both ends")
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = {})
public @interface Name {

    int MAX_LENGTH = 64;
    String SHAPE = "^[A-Za-z0-9]([A-Za-z0-9 ._-]*[A-Za-z0-9])?$";

    String message() default "is not a name";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
