package io.vagus.controlplane.sessions;

import java.time.Instant;
import java.util.List;

/**
 * One sign-in of a person.
 *
 * @param current whether the request comes from it
 * @param browser name and version, as the browser told the identity provider; or another program
 * @param system the operating system and its version
 * @param device the kind of device; {@code Other} when the browser does not say
 * @param address from where it was last used
 * @param applications what it is used for: the portal, a command line
 */
public record SignInSession(
        String id,
        boolean current,
        String browser,
        String system,
        String device,
        boolean mobile,
        String address,
        Instant startedAt,
        Instant lastUsedAt,
        Instant expiresAt,
        List<String> applications) {}
