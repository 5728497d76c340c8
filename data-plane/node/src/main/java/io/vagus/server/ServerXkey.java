package io.vagus.server;

import io.vagus.identity.CurveKeyPair;
import java.security.SecureRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * The curve key that INFO names, new with each start. Made on a thread of its own while the rest of the node starts, since
 * that takes longer than binding a port; who asks before it is there waits.
 */
final class ServerXkey implements Supplier<CurveKeyPair> {
    private final FutureTask<CurveKeyPair> made = new FutureTask<>(() -> CurveKeyPair.generate(new SecureRandom()));

    private ServerXkey() {}

    static ServerXkey make() {
        ServerXkey key = new ServerXkey();
        Thread.ofPlatform().daemon().name("vagus-xkey").start(key.made);
        return key;
    }

    @Override
    public CurveKeyPair get() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return made.get();
                } catch (InterruptedException early) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException broken) {
            throw new IllegalStateException("no curve key", broken);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
