package io.vagus.jetstream.stream;

import io.vagus.jetstream.api.ErrorCode;
import io.vagus.storage.CommitListener;
import io.vagus.storage.StoreHealth;

/** Sends what a batch of messages has caused, or tells those who wait that it could not be made durable. Owned by the stream. */
final class Post {

    private final StreamWorld world;

    Post(StreamWorld world) {
        this.world = world;
    }

    Outbox.Reader durable(PubAck acks) {
        return new Outbox.Reader() {
            @Override
            public void acknowledgement(byte[] to, long sequence) {
                world.publish(to, null, null, acks.stored(sequence));
            }

            @Override
            public void letter(Outbox.Letter letter) {
                world.publish(letter.to(), null, letter.headers(), letter.payload());
            }

            @Override
            public void outcome(CommitListener listener) {
                listener.committed(StoreHealth.GOOD);
            }
        };
    }

    /** @param why what has become of the store */
    Outbox.Reader lost(PubAck acks, StoreHealth why) {
        return new Outbox.Reader() {
            @Override
            public void acknowledgement(byte[] to, long sequence) {
                world.publish(to, null, null, acks.refused(ErrorCode.INSUFFICIENT_RESOURCES.error()));
            }

            @Override
            public void letter(Outbox.Letter letter) {
                switch (letter.ifLost()) {
                    case NOTHING -> {}
                    case SAME -> world.publish(letter.to(), null, null, letter.payload());
                    case REFUSAL -> acknowledgement(letter.to(), 0);
                }
            }

            @Override
            public void outcome(CommitListener listener) {
                listener.committed(why);
            }
        };
    }
}
