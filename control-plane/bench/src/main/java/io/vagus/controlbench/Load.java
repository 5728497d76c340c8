package io.vagus.controlbench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Many callers at once. */
final class Load {

    private Load() {}

    /** Does {@code action} for 0 to {@code count}, by so many callers at a time. */
    static void each(int callers, int count, IntConsumer action) {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                running.add(threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        action.accept(i);
                    }
                }));
            }
            await(running);
        }
    }

    /** The same, and how long each took. */
    static Latencies timed(int callers, int count, IntConsumer action) {
        List<Double> millis = Collections.synchronizedList(new ArrayList<>());
        each(callers, count, i -> {
            long started = System.nanoTime();
            action.accept(i);
            millis.add((System.nanoTime() - started) / 1e6);
        });
        return Latencies.of(millis);
    }

    /**
     * Begins {@code action} so many times a second, whether those before have ended or not; returns when all have. How long
     * each took counts from when it should have begun.
     */
    static Latencies paced(int perSecond, Duration time, IntConsumer action) {
        List<Double> millis = Collections.synchronizedList(new ArrayList<>());
        long started = System.nanoTime();
        long count = perSecond * time.toSeconds();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long due = started + i * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                int number = i;
                running.add(threads.submit(() -> {
                    action.accept(number);
                    millis.add((System.nanoTime() - due) / 1e6);
                }));
            }
            await(running);
        }
        return Latencies.of(millis);
    }

    private static void await(List<Future<?>> running) {
        try {
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new BenchException("failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
