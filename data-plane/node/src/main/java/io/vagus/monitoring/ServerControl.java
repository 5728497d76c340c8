package io.vagus.monitoring;

import java.io.IOException;

/** What somebody in the system account may have the server do. */
public interface ServerControl {

    /**
     * Reads the configuration again and puts it into effect.
     *
     * @throws IOException when it cannot be read, or must not be put into effect; the message tells people why
     */
    void reload() throws IOException;
}
