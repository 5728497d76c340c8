package io.vagus.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.protocol.HttpHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A stream of frames, cut anywhere, gives the bytes that lie in them; no bytes at all do harm. */
class FrameReaderPropertyTest {

    private static void frame(ByteArrayOutputStream out, int firstByte, byte[] payload, boolean masked, Random random) {
        out.write(firstByte);
        int mask = masked ? 0x80 : 0;
        if (payload.length <= 125) {
            out.write(mask | payload.length);
        } else if (payload.length <= 0xffff) {
            out.write(mask | 126);
            out.write(payload.length >>> 8);
            out.write(payload.length);
        } else {
            out.write(mask | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        byte[] key = new byte[4];
        if (masked) {
            random.nextBytes(key);
            out.writeBytes(key);
        }
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ key[i & 3]);
        }
    }

    @Property(tries = 300)
    void givesBackWhatLiesInTheFrames(
            @ForAll long seed,
            @ForAll boolean masked,
            @ForAll boolean compressed,
            @ForAll @IntRange(min = 1, max = 9000) int step)
            throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        int messages = random.nextInt(6);
        int pings = 0;
        for (int m = 0; m < messages; m++) {
            byte[] content = new byte[random.nextInt(4) == 0 ? random.nextInt(70_000) : random.nextInt(200)];
            for (int i = 0; i < content.length; i++) {
                content[i] = (byte) ('a' + random.nextInt(3));
            }
            boolean squeeze = compressed && random.nextBoolean();
            byte[] payload = squeeze ? Compression.compress(content) : content;
            List<byte[]> parts = new ArrayList<>();
            int cut = payload.length == 0 ? 0 : random.nextInt(payload.length);
            parts.add(java.util.Arrays.copyOf(payload, cut));
            parts.add(java.util.Arrays.copyOfRange(payload, cut, payload.length));
            for (int i = 0; i < parts.size(); i++) {
                int first = (i == 0 ? 2 : 0) | (i == 1 ? 0x80 : 0) | (i == 0 && squeeze ? 0x40 : 0);
                frame(stream, first, parts.get(i), masked, random);
                if (random.nextInt(3) == 0) {
                    frame(stream, 0x89, "hey".getBytes(java.nio.charset.StandardCharsets.US_ASCII), masked, random);
                    pings++;
                }
            }
            expected.writeBytes(content);
        }
        LinkInPieces lower = new LinkInPieces(stream.toByteArray(), step);
        WebSocketLink link =
                new WebSocketLink(lower, new WebSocketLink.Agreement(compressed, masked, false, false), 1 << 20);

        assertThat(LinkInPieces.readAll(link)).isEqualTo(expected.toByteArray());
        while (link.heldBytes() > 0) {
            link.flush();
        }
        assertThat(lower.written().length).isEqualTo(pings * 5);
    }

    @Property(tries = 300)
    void whatItWritesItReads(
            @ForAll long seed,
            @ForAll boolean compressed,
            @ForAll boolean browser,
            @ForAll boolean whole,
            @ForAll @IntRange(min = 1, max = 5000) int step)
            throws IOException {
        Random random = new Random(seed);
        WebSocketLink.Agreement agreement = new WebSocketLink.Agreement(compressed, false, browser, whole);
        LinkInPieces wire = new LinkInPieces(new byte[0], step);
        WebSocketLink writer = new WebSocketLink(wire, agreement, 1 << 20);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = random.nextInt(5); i >= 0; i--) {
            byte[] bytes = new byte[random.nextInt(90_000)];
            random.nextBytes(bytes);
            java.util.Arrays.fill(bytes, 0, bytes.length / 2, (byte) 'x');
            ByteBuffer from = ByteBuffer.wrap(bytes);
            while (from.hasRemaining()) {
                writer.write(from);
            }
            expected.writeBytes(bytes);
        }
        while (writer.heldBytes() > 0) {
            writer.flush();
        }

        WebSocketLink reader = new WebSocketLink(new LinkInPieces(wire.written(), 40_000), agreement, 1 << 20);
        assertThat(LinkInPieces.readAll(reader)).isEqualTo(expected.toByteArray());
    }

    @Property(tries = 3000)
    void noBytesDoHarm(
            @ForAll @Size(max = 300) byte[] bytes,
            @ForAll boolean compressed,
            @ForAll @IntRange(min = 1, max = 40) int step) {
        WebSocketLink link = new WebSocketLink(
                new LinkInPieces(bytes, step), new WebSocketLink.Agreement(compressed, false, false, false), 1 << 16);
        try {
            assertThat(LinkInPieces.readAll(link).length).isLessThanOrEqualTo(1 << 17);
        } catch (IOException refused) {
            assertThat(refused).isInstanceOf(WebSocketException.class);
        }
    }

    @Property(tries = 2000)
    void noRequestDoesHarm(@ForAll @Size(max = 200) byte[] bytes) {
        if (HttpHead.read(bytes, 0, bytes.length) instanceof HttpHead read) {
            assertThat(new UpgradeRequest(read).cookie("a")).isNull();
        }
    }
}
