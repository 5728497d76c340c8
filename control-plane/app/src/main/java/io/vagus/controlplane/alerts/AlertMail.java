package io.vagus.controlplane.alerts;

import java.io.IOException;

/** Sends a notice by e-mail. Blocks. */
interface AlertMail {

    void send(String to, String subject, String body) throws IOException;
}
