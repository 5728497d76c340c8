package io.vagus.monitoring;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Profiles of the running process under the names that nats-server has for its own, as text: {@code goroutine} and
 * {@code threadcreate} are the stacks of all threads, {@code heap} and {@code allocs} the memory pools and the classes
 * with the most bytes, {@code cpu} stacks sampled for a while in the collapsed form that flame graphs are made from.
 */
final class Profiles {
    /** How long a {@code cpu} profile may take. */
    static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final long SAMPLE_MILLIS = 10;
    private static final AtomicBoolean SAMPLING = new AtomicBoolean();

    private Profiles() {}

    /** Takes a profile; may take the duration. Errors: {@link MonitoringException}. */
    static byte[] take(String name, int debug, long durationNanos) {
        return switch (name) {
            case "" -> throw new MonitoringException("Profile name not specified");
            case "cpu" -> cpu(durationNanos);
            case "goroutine", "threadcreate" -> text(ProcessView.stacks());
            case "heap", "allocs" -> text(heap());
            default -> throw new MonitoringException("Profile \"" + name + "\" not found");
        };
    }

    private static byte[] cpu(long nanos) {
        if (nanos <= 0 || nanos > MAX_NANOS) {
            throw new MonitoringException(
                    "Duration " + GoText.duration(java.time.Duration.ofNanos(nanos)) + " should be between 0s and 15s");
        }
        if (!SAMPLING.compareAndSet(false, true)) {
            throw new MonitoringException("Failed to start CPU profile: cpu profiling already in use");
        }
        try {
            return text(sample(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) / SAMPLE_MILLIS)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new MonitoringException("Failed to start CPU profile: interrupted");
        } finally {
            SAMPLING.set(false);
        }
    }

    private static String sample(long samples) throws InterruptedException {
        Map<String, Integer> stacks = new TreeMap<>();
        CountDownLatch never = new CountDownLatch(1);
        for (long i = 0; i < samples; i++) {
            Thread.getAllStackTraces().forEach((thread, stack) -> {
                if (thread.getState() == Thread.State.RUNNABLE
                        && stack.length > 0
                        && thread != Thread.currentThread()) {
                    stacks.merge(collapsed(thread, stack), 1, Integer::sum);
                }
            });
            never.await(SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
        }
        StringBuilder text = new StringBuilder();
        stacks.forEach(
                (stack, count) -> text.append(stack).append(' ').append(count).append('\n'));
        return text.toString();
    }

    private static String collapsed(Thread thread, StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder(thread.getName().replace(' ', '_'));
        for (int i = stack.length - 1; i >= 0; i--) {
            text.append(';').append(stack[i].getClassName()).append('.').append(stack[i].getMethodName());
        }
        return text.toString();
    }

    private static String heap() {
        StringBuilder text = new StringBuilder("memory pools (used, committed, maximum bytes):\n");
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            text.append('\t')
                    .append(pool.getName())
                    .append(": ")
                    .append(pool.getUsage().getUsed())
                    .append(' ')
                    .append(pool.getUsage().getCommitted())
                    .append(' ')
                    .append(pool.getUsage().getMax())
                    .append('\n');
        }
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            text.append('\t')
                    .append(pool.getName())
                    .append(" buffers: ")
                    .append(pool.getMemoryUsed())
                    .append(" in ")
                    .append(pool.getCount())
                    .append('\n');
        }
        return text.append('\n').append(histogram()).toString();
    }

    /** Only where the JVM offers it: its management agent need not be in a small runtime. */
    private static String histogram() {
        try {
            Object answer = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {null},
                            new String[] {String[].class.getName()});
            return String.valueOf(answer);
        } catch (JMException unavailable) {
            return "no class histogram: " + unavailable.getMessage() + "\n";
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
