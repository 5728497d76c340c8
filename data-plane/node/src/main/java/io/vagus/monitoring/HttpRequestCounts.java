package io.vagus.monitoring;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each monitoring path has been asked for. Counts known paths only, so strangers cannot make it grow. */
final class HttpRequestCounts {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void count(String path) {
        counts.computeIfAbsent(path, first -> new LongAdder()).increment();
    }

    Map<String, Long> byPath() {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((path, count) -> sums.put(path, count.sum()));
        return sums;
    }
}
