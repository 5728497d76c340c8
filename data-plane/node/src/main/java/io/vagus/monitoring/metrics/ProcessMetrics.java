package io.vagus.monitoring.metrics;

import static io.vagus.monitoring.metrics.Family.counter;
import static io.vagus.monitoring.metrics.Family.gauge;
import static io.vagus.monitoring.metrics.Family.sample;

import io.vagus.monitoring.metrics.Family.Gathering;
import io.vagus.monitoring.metrics.Family.Kind;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The process and its JVM, under the names that Prometheus' own libraries use. Loaded when first asked for. */
final class ProcessMetrics {
    private static final Path MEMORY = Path.of("/proc/self/statm");
    private static final int PAGE_BYTES = 4096;

    private ProcessMetrics() {}

    static List<Family> read() {
        List<Family> families = new ArrayList<>();
        long resident = resident();
        if (resident > 0) {
            families.add(gauge("process_resident_memory_bytes", "bytes", "Memory of the process.", sample(resident)));
        }
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .ifPresent(used -> families.add(counter(
                        "process_cpu_seconds", "seconds", "Processor time used.", sample(used.toNanos() / 1e9))));
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        families.add(gauge(
                "jvm_memory_used_bytes",
                "bytes",
                "Memory in use by area.",
                sample(heap.getUsed(), "area", "heap"),
                sample(other.getUsed(), "area", "nonheap")));
        families.add(gauge(
                "jvm_memory_committed_bytes",
                "bytes",
                "Memory taken from the system by area.",
                sample(heap.getCommitted(), "area", "heap"),
                sample(other.getCommitted(), "area", "nonheap")));
        families.add(gauge("jvm_memory_max_bytes", "bytes", "Largest heap.", sample(heap.getMax(), "area", "heap")));
        Gathering buffers =
                new Gathering("jvm_buffer_pool_used_bytes", Kind.GAUGE, "bytes", "Memory of byte buffers by pool.");
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            buffers.add(Map.of("pool", pool.getName()), pool.getMemoryUsed());
        }
        families.add(buffers.family());
        families.add(gauge(
                "jvm_threads_current",
                "",
                "Platform threads now.",
                sample(ManagementFactory.getThreadMXBean().getThreadCount())));
        addCollections(families);
        return families;
    }

    private static void addCollections(List<Family> families) {
        Gathering count = new Gathering("jvm_gc_collections", Kind.COUNTER, "", "Garbage collections by collector.");
        Gathering time =
                new Gathering("jvm_gc_collection_seconds", Kind.COUNTER, "seconds", "Time in garbage collections.");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            Map<String, String> labels = Map.of("gc", collector.getName());
            count.add(labels, Math.max(0, collector.getCollectionCount()));
            time.add(labels, Math.max(0, collector.getCollectionTime()) / 1000.0);
        }
        families.add(count.family());
        families.add(time.family());
    }

    private static long resident() {
        try {
            return Long.parseLong(
                            Files.readString(MEMORY, StandardCharsets.US_ASCII).split(" ", -1)[1])
                    * PAGE_BYTES;
        } catch (java.io.IOException | RuntimeException unavailable) {
            return 0;
        }
    }
}
