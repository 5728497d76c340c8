package io.vagus.controlplane.platform;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation that changes one {@link Tagged} thing and asks {@link Preconditions#require} before it does. Everywhere else
 * {@code If-Match} is refused: a condition that nobody looks at protects nothing.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Conditional {}
