package io.vagus.controlplane.provisioning;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import org.jboss.logging.Logger;

/** Tells of the connection's troubles in one line each: reconnecting is its own business. */
final class QuietErrors implements ErrorListener {

    private static final Logger LOG = Logger.getLogger(QuietErrors.class);

    @Override
    public void errorOccurred(Connection connection, String error) {
        LOG.warnf("The node says: %s", error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception failure) {
        LOG.debugf("Connection to the nodes: %s", failure.getMessage());
    }
}
