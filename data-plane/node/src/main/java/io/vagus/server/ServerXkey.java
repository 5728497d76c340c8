package io.vagus.server;

import io.vagus.base.Randomness;
import io.vagus.base.Sha256;
import io.vagus.identity.CurveKeyPair;
import io.vagus.identity.Nkey;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * The curve key that INFO names, new with each start. Made on a thread of its own while the rest of the node starts, since
 * that takes longer than binding a port; who asks before it is there waits.
 */
final class ServerXkey implements Supplier<CurveKeyPair> {
    private final FutureTask<CurveKeyPair> made;

    private ServerXkey(Randomness randomness) {
        made = new FutureTask<>(() -> generate(randomness));
    }

    private static CurveKeyPair generate(Randomness randomness) {
        byte[] secret = new byte[Nkey.KEY_BYTES];
        randomness.fill(secret);
        CurveKeyPair pair = CurveKeyPair.of(secret);
        Arrays.fill(secret, (byte) 0);
        return pair;
    }

    static ServerXkey make(Randomness randomness) {
        ServerXkey key = new ServerXkey(randomness);
        Thread.ofPlatform().daemon().name("vagus-xkey").start(() -> {
            key.made.run();
            // Names are hashed later in the start, and by then that is quick.
            Sha256.of(new byte[0]);
        });
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
