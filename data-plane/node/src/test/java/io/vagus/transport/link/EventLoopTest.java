package io.vagus.transport.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {

    private final BlockingQueue<String> served = new LinkedBlockingQueue<>();
    private EventLoop loop;

    @BeforeEach
    void makeALoop() throws IOException {
        loop = new EventLoop(0, Clock.system(), Log.none(), new ChunkPool(1024 * 1024));
    }

    @AfterEach
    void stop() throws InterruptedException {
        loop.stop();
        loop.join();
    }

    /** An endpoint that has something to read. */
    private void readable(String name, boolean greedy) throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.source().register(loop.selector(), SelectionKey.OP_READ, new Endpoint() {
            @Override
            public void onReadable() {
                served.add(name);
                try {
                    pipe.source().close();
                } catch (IOException e) {
                    served.add(e.toString());
                }
            }

            @Override
            public boolean isGreedy() {
                return greedy;
            }

            @Override
            public void onFailure(Throwable failure) {
                served.add(failure.toString());
            }
        });
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
    }

    private String next() throws InterruptedException {
        return String.valueOf(served.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void thoseWhoWantMuchComeAfterTheOthers() throws IOException, InterruptedException {
        readable("greedy 1", true);
        readable("modest 1", false);
        readable("greedy 2", true);
        readable("modest 2", false);
        loop.start();

        List<String> order = List.of(next(), next(), next(), next());
        assertThat(order.subList(0, 2)).containsExactlyInAnyOrder("modest 1", "modest 2");
        assertThat(order.subList(2, 4)).containsExactlyInAnyOrder("greedy 1", "greedy 2");
    }
}
