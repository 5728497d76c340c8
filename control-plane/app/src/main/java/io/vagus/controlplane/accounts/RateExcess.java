package io.vagus.controlplane.accounts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a publisher above its rate. */
public enum RateExcess {
    /** It is read from more slowly; nothing is lost. */
    @JsonProperty("delay")
    DELAY,
    /** Its messages are refused. */
    @JsonProperty("error")
    ERROR
}
