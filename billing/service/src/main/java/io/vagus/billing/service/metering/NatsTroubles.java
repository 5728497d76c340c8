package io.vagus.billing.service.metering;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import org.jboss.logging.Logger;

/** Logs what the NATS client reports; never an exception's message, which may name a URL with a password in it. */
final class NatsTroubles implements ErrorListener {

    private static final Logger LOG = Logger.getLogger(NatsTroubles.class);

    @Override
    public void errorOccurred(Connection connection, String error) {
        LOG.warnf("the node refuses: %s", error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
        LOG.debugf("the connection to the node fails: %s", exception.getClass().getSimpleName());
    }

    @Override
    public void slowConsumerDetected(Connection connection, Consumer consumer) {
        LOG.warn("servers answer faster than their answers are read; those dropped are asked for again");
    }
}
