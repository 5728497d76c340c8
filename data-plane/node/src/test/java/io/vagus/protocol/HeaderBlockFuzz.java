package io.vagus.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Map;

/** Header blocks as clients send them: whatever stands in one, it can be searched, and what is put into it is found again. */
public final class HeaderBlockFuzz {
    private static final byte[] NAME = io.vagus.jetstream.stream.HeaderBlock.name("Vagus-Fuzz");

    private HeaderBlockFuzz() {}

    public static void fuzzerTestOneInput(byte[] block) {
        Map<String, List<String>> all = HeaderBlock.all(block, block.length);
        for (String name : all.keySet()) {
            HeaderBlock.find(block, block.length, name);
        }
        String text = new String(block, ISO_8859_1);
        if (!text.startsWith("NATS/1.0\r\n") || !text.endsWith("\r\n\r\n")) {
            return;
        }
        byte[] changed = HeaderBlock.with(block, "Vagus-Fuzz", "v");
        if (!"v".equals(HeaderBlock.find(changed, changed.length, "Vagus-Fuzz"))) {
            throw new AssertionError("not found again in " + new String(changed, ISO_8859_1));
        }
        byte[] kept = io.vagus.jetstream.stream.HeaderBlock.replacing(block, "Vagus-Fuzz", "w");
        if (!"w".equals(io.vagus.jetstream.stream.HeaderBlock.value(kept, NAME))) {
            throw new AssertionError("not found again in " + new String(kept, ISO_8859_1));
        }
        io.vagus.jetstream.stream.HeaderBlock.without(kept, NAME);
        io.vagus.jetstream.stream.HeaderBlock.withoutPrefix(kept, "Vagus-");
    }
}
