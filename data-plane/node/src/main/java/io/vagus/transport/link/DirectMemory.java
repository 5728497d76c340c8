package io.vagus.transport.link;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import sun.misc.Unsafe;

/**
 * Frees direct buffers at once. Left to the collector, which a node that allocates next to nothing hardly ever needs, what slow
 * receivers had waiting would stay resident for hours.
 */
final class DirectMemory {

    private static final Unsafe UNSAFE = unsafe();

    private DirectMemory() {}

    private static Unsafe unsafe() {
        try {
            Field instance = Unsafe.class.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return (Unsafe) instance.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM does not free direct memory", e);
        }
    }

    /** Frees the memory of a buffer that nobody has any more, from {@link ByteBuffer#allocateDirect}. */
    static void free(ByteBuffer buffer) {
        UNSAFE.invokeCleaner(buffer);
    }
}
