package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.TreeMap;

/** The process from inside: memory, threads. Nothing here is loaded before somebody asks. */
final class ProcessView {
    private ProcessView() {}

    /**
     * What {@code /debug/vars} shows: memory under the names that Go has for it, as far as a JVM has the same. The command
     * line is only the program's name, since arguments may hold passwords.
     */
    static ObjectNode variables() {
        ObjectNode variables = Json.object();
        variables.putArray("cmdline").add("nats-server");
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        long collections = 0;
        long pauseMillis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += Math.max(0, collector.getCollectionCount());
            pauseMillis += Math.max(0, collector.getCollectionTime());
        }
        variables
                .putObject("memstats")
                .put("Alloc", heap.getUsed())
                .put("Sys", heap.getCommitted() + other.getCommitted())
                .put("HeapAlloc", heap.getUsed())
                .put("HeapSys", heap.getCommitted())
                .put("HeapIdle", heap.getCommitted() - heap.getUsed())
                .put("HeapInuse", heap.getUsed())
                .put("OtherSys", other.getCommitted())
                .put("PauseTotalNs", pauseMillis * 1_000_000)
                .put("NumGC", collections)
                .put("EnableGC", true)
                .put("DebugGC", false);
        return variables;
    }

    /** Every platform thread with its stack, by name, as text. */
    static String stacks() {
        Map<String, StringBuilder> byName = new TreeMap<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            StringBuilder text = byName.computeIfAbsent(thread.getName(), first -> new StringBuilder());
            text.append("thread ")
                    .append(thread.threadId())
                    .append(" \"")
                    .append(thread.getName())
                    .append("\" [")
                    .append(thread.getState())
                    .append("]:\n");
            for (StackTraceElement frame : stack) {
                text.append("\t").append(frame).append('\n');
            }
            text.append('\n');
        });
        return String.join("", byName.values());
    }
}
