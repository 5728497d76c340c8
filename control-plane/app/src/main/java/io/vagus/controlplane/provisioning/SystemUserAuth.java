package io.vagus.controlplane.provisioning;

import io.nats.client.AuthHandler;
import io.vagus.controlplane.operator.Operator;

/** Signs our connection in as a user of the system account. */
final class SystemUserAuth implements AuthHandler {

    private final Operator.SystemUser user;

    SystemUserAuth(Operator.SystemUser user) {
        this.user = user;
    }

    @Override
    public byte[] sign(byte[] nonce) {
        return user.key().sign(nonce);
    }

    @Override
    public char[] getID() {
        return user.key().publicKey().toString().toCharArray();
    }

    @Override
    public char[] getJWT() {
        return user.jwt().toCharArray();
    }
}
