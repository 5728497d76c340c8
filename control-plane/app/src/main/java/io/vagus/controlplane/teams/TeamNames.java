package io.vagus.controlplane.teams;

import io.vagus.controlplane.identity.Person;
import io.vagus.controlplane.platform.Name;

/** Names the team that somebody gets when they first come. */
final class TeamNames {

    private static final String FALLBACK = "My team";

    private TeamNames() {}

    /** The person's name, or what stands before the @ of their address, made to fit the rule for names. */
    static String of(Person person) {
        String text = person.name().contains("@")
                ? person.name().substring(0, person.name().indexOf('@'))
                : person.name();
        String plain = text.replaceAll("[^A-Za-z0-9 ._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        String fitting =
                plain.substring(0, Math.min(plain.length(), Name.MAX_LENGTH)).replaceAll("[^A-Za-z0-9]+$", "");
        return fitting.isEmpty() ? FALLBACK : fitting;
    }
}
