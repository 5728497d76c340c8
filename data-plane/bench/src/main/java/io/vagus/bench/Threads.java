package io.vagus.bench;

/** Waiting for threads of the load generator. */
final class Threads {

    private Threads() {}

    /** Waits until the thread has ended. Errors: {@link BenchException} when this one is interrupted. */
    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
