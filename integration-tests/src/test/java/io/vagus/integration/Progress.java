package io.vagus.integration;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Prints a line for each test as it ends, which ./vagus test shows while the run goes on. */
public final class Progress implements BeforeTestExecutionCallback, AfterTestExecutionCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Progress.class);

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        context.getStore(NAMESPACE).put("start", System.nanoTime());
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        var start = context.getStore(NAMESPACE).get("start", Long.class);
        long seconds = start == null ? 0 : TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        var how = context.getExecutionException()
                .map(e -> e instanceof TestAbortedException ? "NOT RUN" : "FAILED")
                .orElse("ok");
        say("%-8s %s.%s (%d s)"
                .formatted(how, context.getRequiredTestClass().getSimpleName(), context.getDisplayName(), seconds));
    }

    static void say(String line) {
        System.out.println("[e2e] " + line);
        System.out.flush();
    }
}
