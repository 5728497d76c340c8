package io.vagus.integration;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the newcomer of {@link PortalIT} came away with, which the steps after it use as the newcomer would. */
final class Journey {
    private static volatile @Nullable Journey made;

    private final Person newcomer;
    private final String accountId;
    private final Path creds;
    private final String token;

    private Journey(Person newcomer, String accountId, Path creds, String token) {
        this.newcomer = newcomer;
        this.accountId = accountId;
        this.creds = creds;
        this.token = token;
    }

    static void made(Person newcomer, String accountId, Path creds, String token) {
        made = new Journey(newcomer, accountId, creds, token);
    }

    static Journey get() {
        var journey = made;
        if (journey == null) {
            throw new AssertionError("the newcomer's way through the portal did not get that far; see PortalIT");
        }
        return journey;
    }

    Person newcomer() {
        return newcomer;
    }

    String accountId() {
        return accountId;
    }

    Path creds() {
        return creds;
    }

    /** The personal access token. */
    String token() {
        return token;
    }
}
