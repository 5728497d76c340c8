package io.vagus.controlplane.teams;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an operation asks of its caller. {@link Role} says who has it. */
public enum Right {
    /** See the team, who is in it, and its accounts with their state, limits and usage. */
    @JsonProperty("view")
    VIEW(true, true, "see the team"),
    /** Look inside accounts: keys, users, streams, sharing; never a secret or the content of messages. */
    @JsonProperty("read")
    READ(true, true, "look inside the team's accounts"),
    /** Read the audit log. */
    @JsonProperty("readAudit")
    READ_AUDIT(true, false, "read the audit log"),
    /** Keep accounts running: suspend and resume, close connections, purge, alerts. */
    @JsonProperty("operate")
    OPERATE(false, true, "operate the team's accounts"),
    /** Work inside accounts: keys, users and their credentials, streams and messages, sharing. */
    @JsonProperty("develop")
    DEVELOP(false, true, "change keys, users and streams"),
    /** Make, change and delete accounts and their limits. */
    @JsonProperty("manageAccounts")
    MANAGE_ACCOUNTS(false, true, "manage the team's accounts"),
    /** Say who may do what: members, invitations, service accounts, webhooks. */
    @JsonProperty("managePeople")
    MANAGE_PEOPLE(false, false, "manage the team's people"),
    /** See and settle bills. */
    @JsonProperty("billing")
    BILLING(false, false, "manage the team's bills"),
    /** Give the team away, delete it, make and unmake owners. */
    @JsonProperty("own")
    OWN(false, false, "do what only an owner may");

    private final boolean reading;
    private final boolean ofAccounts;
    private final String words;

    Right(boolean reading, boolean ofAccounts, String words) {
        this.reading = reading;
        this.ofAccounts = ofAccounts;
        this.words = words;
    }

    /** Whether it changes nothing: all that a read-only token has. */
    public boolean isReading() {
        return reading;
    }

    /**
     * Whether only members can hold it. Who is let in for a time can neither let in others nor stay, and does not see bills.
     */
    public boolean isOfMembers() {
        return this == MANAGE_PEOPLE || this == BILLING || this == OWN;
    }

    /** Whether a role that somebody has in one account alone can hold it there. */
    public boolean isOfAccounts() {
        return ofAccounts;
    }

    /** What it lets its holder do, to go after "may not". */
    String words() {
        return words;
    }
}
